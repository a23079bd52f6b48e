"""Which tickets the words of a search mean, and where in them they were said.

A ticket matches when each word is in its subject, in one of its messages, or in the name or email
of its requester. Of words that many have said the latest places are looked at.
"""

import math
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import BigIntegerField, Exists, F, FloatField, OuterRef, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.db.models.functions import Cast, Extract

from clew.core.kept import Given, Kept, kept
from clew.tickets.models import Message
from clew.tickets.models.tickets import TicketQuerySet
from clew.tickets.queries.search_stretches import Look, latest
from clew.tickets.queries.search_words import (
    ENGLISH,
    Lexemes,
    Sought,
    SoughtWords,
    all_of,
    any_of,
    given_lexemes,
)

MAX_HITS = 200  # places where all the words are, the latest
MAX_RARE = 500  # places of one rare word, to look for the others nearby
RARE = 0.004  # of all messages
SUBJECT = SearchVector("subject", config=ENGLISH)
HEAVY = SearchVector("subject", config=ENGLISH, weight="A")


@dataclass
class Spot:
    """Where in one ticket something was found."""

    rank: float = 0.0
    message: int | None = None
    public: bool = True
    message_rank: float = -1.0
    requester: bool = False
    number: bool = False
    changed: float = 0.0  # seconds since 1970
    opened: int = 0  # the number counts up as tickets are opened


@dataclass
class Spots:
    by_ticket: dict[int, Spot] = field(default_factory=dict)
    capped: bool = False  # there are more, from longer ago


@dataclass(frozen=True)
class Allowed:
    """The tickets that may be found: seen, and as the terms ask. ``known_by`` is all that they
    were made of, for statements to be kept; None when they will not be asked for again.
    """

    tickets: TicketQuerySet
    known_by: tuple[Hashable, ...] | None = None

    def asking(self, name: str, build: "Callable[[], QuerySet[Any, Any]]") -> Kept[Any]:
        if self.known_by is None:
            return Kept(build())
        return kept((name, *self.known_by), build)


def spots(words: SoughtWords, unwanted: list[SearchQuery], allowed: Allowed) -> Spots:
    found = Spots()
    if not words.words:
        return found
    driver, spoken = words.words[0], words.spoken
    if spoken:
        _said(found, allowed, words, spoken, MAX_HITS)
        if len(spoken) > 1 and driver.query and driver.share <= RARE:
            _said(found, allowed, words, [driver], MAX_RARE)
    _known(found.by_ticket, allowed.tickets, driver)
    found.by_ticket = _verified(found.by_ticket, words.words, unwanted, allowed.tickets)
    return found


def _said(
    found: Spots, allowed: Allowed, words: SoughtWords, together: list[Sought], limit: int
) -> None:
    """Messages and subjects with the words together, the latest of them."""
    given = {"words": all_of(together), "ranked": any_of(words.spoken)}
    share = math.prod(word.share for word in together)
    asked = allowed.asking(
        f"{limit} messages with {_kind(share)} words",
        lambda: _messages(allowed).order_by(_latest_first("messages__pk", share))[:limit],
    )
    messages = latest(asked, given, Look(words.newest_message, limit, share))
    share = math.prod(word.share_of_subjects for word in together)
    limit = limit // 2 if share else limit  # a subject is broken into words while reading
    asked = allowed.asking(
        f"{limit} subjects with {_kind(share)} words",
        lambda: _subjects(allowed).order_by(_latest_first("pk", share))[:limit],
    )
    subjects = latest(asked, given, Look(words.newest_ticket, limit, share, in_parts=False))
    found.capped = found.capped or messages.more or subjects.more
    for ticket, changed, number, message, public, rank in messages.rows:
        spot = found.by_ticket.setdefault(ticket, Spot(changed=changed, opened=number))
        if rank > spot.message_rank:
            spot.message, spot.public, spot.message_rank = message, public, rank
    for ticket, changed, number, rank in subjects.rows:
        spot = found.by_ticket.setdefault(ticket, Spot(changed=changed, opened=number))
        spot.rank = max(spot.rank, rank)


def _messages(allowed: Allowed) -> "QuerySet[Any, Any]":
    return (
        allowed.tickets.filter(
            messages__words=given_lexemes("words"),
            messages__pk__gt=_number("after"),
            messages__pk__lte=_number("until"),
        )
        .annotate(rank=SearchRank(F("messages__words"), given_lexemes("ranked")))
        .values_list("pk", _changed(), "number", "messages__pk", "messages__public", "rank")
    )


def _subjects(allowed: Allowed) -> "QuerySet[Any, Any]":
    return (
        allowed.tickets.alias(said=SUBJECT)
        .filter(said=given_lexemes("words"), pk__gt=_number("after"), pk__lte=_number("until"))
        .annotate(rank=SearchRank(HEAVY, given_lexemes("ranked")))
        .values_list("pk", _changed(), "number", "rank")
    )


def _number(name: str) -> Given:
    return Given(name, BigIntegerField())


def _changed() -> Cast:
    """When the ticket last changed, as a number: dates cost more to read than to find."""
    return Cast(Extract("updated_at", "epoch"), FloatField())


def _kind(share: float) -> str:
    return "common" if share else "rare"


def _latest_first(key: str, share: float) -> OrderBy:
    """Of a rare word in an order that the primary key cannot give: else the planner, which knows
    nothing of it, might read back through everything. Of a common one that is soon enough.
    """
    return F(key).desc() if share else (F(key) + 0).desc()


def _known(found: dict[int, Spot], allowed: TicketQuerySet, word: Sought) -> None:
    """Tickets of people so named, and the ticket of that number."""
    if word.people:
        theirs = allowed.filter(requester__in=word.people).order_by("-pk")
        for pk, changed, number in theirs.values_list("pk", _changed(), "number")[:MAX_RARE]:
            spot = found.setdefault(pk, Spot(changed=changed, opened=number))
            spot.requester = True
    if word.number is not None:
        same = allowed.filter(number=word.number)
        for pk, changed, number in same.values_list("pk", _changed(), "number"):
            found.setdefault(pk, Spot(changed=changed, opened=number)).number = True


def _verified(
    found: dict[int, Spot],
    words: list[Sought],
    unwanted: list[SearchQuery],
    allowed: TicketQuerySet,
) -> dict[int, Spot]:
    """Those that have the other words too, and none of the unwanted."""
    rest = Q()
    for word in words[1:]:
        rest &= _somewhere(word)
    for query in unwanted:
        rest &= ~said_in(query)
    if not rest:
        return found
    kept_ones = allowed.filter(pk__in=list(found)).alias(said=SUBJECT).filter(rest).order_by()
    return {pk: found[pk] for pk in kept_ones.values_list("pk", flat=True)}


def _somewhere(word: Sought) -> Q:
    asked = said_in(Lexemes(word.query)) if word.query else Q(pk__in=[])
    if word.people:
        asked |= Q(requester__in=word.people)
    if word.number is not None:
        asked |= Q(number=word.number)
    return asked


def said_in(query: SearchQuery) -> Q:
    """Needs the alias ``said`` on the tickets."""
    messages = Message.objects.filter(ticket=OuterRef("pk"), words=query)
    return Q(said=query) | Q(Exists(messages))
