"""Pages of tickets by keyset cursor, and search."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from clew.people.models import Environment, Person
from clew.people.pages import MAX_PAGE, decoded, encoded
from clew.tickets.models import Message, Ticket
from clew.tickets.models.tickets import TicketQuerySet
from clew.tickets.queries.doors import Reader, tickets_visible_to
from clew.tickets.queries.views import View, view_named

MAX_HITS = 1000  # each way of matching
MAX_DIGITS = 15  # of a ticket's number
SHOWN = ("requester", "account__type", "team", "assignee")
UNSHOWN = ("requester__properties", "account__properties")  # large, and no row shows them
ROW = (
    *("number", "subject", "status", "severity", "tags", "snippet", "last_message_by"),
    *("updated_at", "solved_at", "requester__name", "requester__email", "account__name"),
    *("account__key", "account__plan", "account__type__name", "team__name", "assignee__name"),
)
EVERYTHING = View("all", "All tickets", "inbox", lambda _: Q())


@dataclass(frozen=True)
class TicketPage:
    items: list[Ticket]
    next_cursor: str  # "" on the last page


def ticket_list(  # noqa: PLR0917  the first three are how everybody asks
    reader: Reader,
    environment: Environment,
    view: str = "",
    cursor: str = "",
    limit: int = 50,
    q: str = "",
    status: str = "",
) -> TicketPage:
    """One page, newest change first, in one statement (a team view needs one more).

    ``view`` is a slug; "" is every ticket. Raises ValidationError for an unknown view or cursor.
    """
    shown = EVERYTHING if view in {"", "all"} else view_named(view)
    if shown is None:
        raise ValidationError({"view": f"There is no view “{view}”."})
    found = tickets_visible_to(reader, environment).filter(shown.condition(reader))
    if status:
        found = found.filter(status__in=status.replace("\x00", "").split(","))
    if q.strip():
        found = _matching(found, environment, q)
    return keyset_page(found, shown.order, cursor, limit)


def row_page(
    reader: Reader, environment: Environment, view: View, cursor: str = "", limit: int = 50
) -> TicketPage:
    """As ``ticket_list``, with no more of each ticket than a row of the inbox shows."""
    found = tickets_visible_to(reader, environment).filter(view.condition(reader))
    return keyset_page(found.only(*ROW), view.order, cursor, limit)


def search_tickets(reader: Reader, environment: Environment, q: str) -> TicketQuerySet:
    """By number, the requester's name or email, or words said; latest change first."""
    found = _matching(tickets_visible_to(reader, environment), environment, q)
    return found.select_related(*SHOWN).defer(*UNSHOWN).order_by("-updated_at", "-id")


def _matching(tickets: TicketQuerySet, environment: Environment, q: str) -> TicketQuerySet:
    """Words that are everywhere find the tickets that used them last."""
    text = q.replace("\x00", "").strip()[:200]
    number = text.removeprefix("#")
    if number.isdecimal() and len(number) <= MAX_DIGITS:
        by_number = tickets.filter(number=int(number))
        if text.startswith("#") or by_number.exists():
            return by_number
    words = SearchQuery(text, config="english", search_type="websearch")
    people = _people_like(text, environment)
    inside = Ticket.objects.filter(environment=environment)
    subjects = inside.annotate(found=SearchVector("subject", config="english")).filter(found=words)
    messages = Message.objects.filter(ticket__environment=environment, words=words)
    return tickets.filter(
        pk__in=subjects.order_by("-pk")
        .values("pk")[:MAX_HITS]
        .union(
            messages.order_by("-pk").values("ticket_id")[:MAX_HITS],
            inside.filter(requester__in=people).order_by("-pk").values("pk")[:MAX_HITS],
        )
    )


def _people_like(text: str, environment: Environment) -> QuerySet[Person]:
    """By part of the name or email; a regular expression can use the trigram index."""
    pattern = re.escape(text)
    people = Person.objects.filter(environment=environment)
    return people.filter(Q(name__iregex=pattern) | Q(email__iregex=pattern))


def keyset_page(found: TicketQuerySet, order: str, cursor: str, limit: int) -> TicketPage:
    """Latest ``order`` first, beginning where the last page ended. One statement."""
    limit = max(1, min(limit, MAX_PAGE))
    if cursor:
        at, pk = _start(cursor)
        same = Q(**{order: at, "pk__gte": pk})
        found = found.filter(Q(**{f"{order}__lte": at}) & ~same)
    shown = found.select_related(*SHOWN).defer(*UNSHOWN)
    items = list(shown.order_by(f"-{order}", "-pk")[: limit + 1])
    if len(items) <= limit:
        return TicketPage(items, "")
    last = items[limit - 1]
    return TicketPage(items[:limit], encoded(getattr(last, order).isoformat(), str(last.pk)))


def _start(cursor: str) -> tuple[datetime, int]:
    """Raises ValidationError when it is not a cursor of ours."""
    at, pk = decoded(cursor, 2)
    try:
        return datetime.fromisoformat(at), int(pk)
    except ValueError:
        raise ValidationError({"cursor": "Not a cursor. Start again without one."}) from None
