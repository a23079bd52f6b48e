"""The tickets a search shows, and why each was found."""

from dataclasses import dataclass

from clew.core.kept import among, kept, list_of
from clew.tickets.models import Ticket
from clew.tickets.models.tickets import TicketQuerySet
from clew.tickets.queries.doors import standing, tickets_visible_to
from clew.tickets.queries.search_conditions import Place
from clew.tickets.queries.search_snippets import Part, message_parts, parts_of, subject_headline
from clew.tickets.queries.search_spots import Spot
from clew.tickets.queries.search_words import SoughtWords, any_of, given_lexemes

RELATED = ("requester", "account__type", "team", "assignee")
UNSHOWN = ("requester__properties", "account__properties", "context")  # large
SHOWN = (
    *("number", "subject", "status", "tags", "updated_at", "snippet"),
    *("requester__name", "requester__email", "assignee__name", "assignee__email"),
    *("account__key", "account__name", "account__plan", "account__type__name"),
)


@dataclass(frozen=True)
class Hit:
    """A ticket, and why it was found."""

    ticket: Ticket
    why: str = ""  # "In an internal note", "Requester matches"; "" when it can be seen
    subject: tuple[Part, ...] = ()
    snippet: tuple[Part, ...] = ()
    in_note: bool = False


def hits_of(
    place: Place, ids: list[int], found: dict[int, Spot], words: SoughtWords, *, whole: bool
) -> list[Hit]:
    """In the order of ``ids``; ``whole`` tickets have every field. At most two statements."""
    if not ids:
        return []
    query = any_of(words.words)
    given = {"ids": list_of(ids), "query": query}
    key = ("tickets found", whole, *standing(place.reader), place.environment.pk)
    tickets = {row.pk: row for row in kept(key, lambda: _rows(place, whole=whole)).rows(**given)}
    messages = [message for pk in ids if (message := found[pk].message)]
    said = message_parts(messages, query) if messages else {}
    return [
        hit_of(tickets[pk], found[pk], said.get(found[pk].message or 0, ()))
        for pk in ids
        if pk in tickets
    ]


def hit_of(ticket: Ticket, spot: Spot, snippet: tuple[Part, ...] = ()) -> Hit:
    subject = parts_of(getattr(ticket, "headline", ticket.subject))
    in_note = bool(snippet) and not spot.public
    why = ""
    if spot.number:
        why = "Number matches"
    elif in_note:
        why = "In an internal note"
    elif spot.requester and not snippet and not spot.rank:
        why = "Requester matches"
    own = (Part(ticket.snippet),) if ticket.snippet else ()
    return Hit(ticket, why, subject, snippet or own, in_note)


def shown(tickets: TicketQuerySet, *, whole: bool) -> TicketQuerySet:
    """With everything that is shown of them."""
    if whole:
        return tickets.select_related(*RELATED).defer(*UNSHOWN)
    return tickets.select_related("requester", "account__type", "assignee").only(*SHOWN)


def _rows(place: Place, *, whole: bool) -> TicketQuerySet:
    visible = tickets_visible_to(place.reader, place.environment).filter(among("pk", "ids"))
    return shown(visible, whole=whole).annotate(headline=subject_headline(given_lexemes("query")))
