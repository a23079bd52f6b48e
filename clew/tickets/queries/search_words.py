"""Which tickets the words of a search mean, and where they were said.

A ticket matches when each word is in its subject, in one of its messages, or in the name or email
of its requester. Words that are in every other message find the tickets that used them last.
"""

import math
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db import connection
from django.db.models import Exists, F, FloatField, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import OrderBy
from django.db.models.functions import Cast, Extract

from clew.people.models import Person
from clew.tickets.models import Message
from clew.tickets.models.tickets import TicketQuerySet
from clew.tickets.queries.search_conditions import Place, people_named
from clew.tickets.searching import Asked, Word
from clew.tickets.searching.language import MAX_DIGITS

MAX_HITS = 200  # places where all the words are; of a common word the latest
MAX_RARE = 500  # places of one rare word, to look for the others nearby
RARE = 0.004  # of all messages
# Above these shares the latest with the word are found sooner by reading back from the newest; up
# to them by the word's index. A subject is broken into words while reading, so it pays later.
READ_BACK, READ_BACK_SUBJECTS = 0.02, 0.1
MAX_PEOPLE = 50  # that one word may mean
MAX_WORDS = 8  # looked for; the rest is ignored
PREFIX = 3  # letters, before the word being typed may go on
ENGLISH = "english"
SUBJECT = SearchVector("subject", config=ENGLISH)
HEAVY = SearchVector("subject", config=ENGLISH, weight="A")
_SHARES = files("clew.tickets").joinpath("sql/word_shares.sql").read_text()


@dataclass(frozen=True)
class Sought:
    """One word, and what the database knows of it."""

    word: Word
    query: Any  # a SearchQuery, or several joined
    people: list[UUID] = field(default_factory=list)
    said: bool = True  # False for a stop word: it is in no index
    share: float = 0.0  # of all messages
    share_of_subjects: float = 0.0

    @property
    def number(self) -> int | None:
        text = self.word.text
        plain = text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS
        return int(text) if plain else None


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


def sought(asked: Asked, place: Place) -> list[Sought]:
    """The words looked for, the rarest first. Two statements."""
    words = asked.wanted[:MAX_WORDS]
    last = words[-1] if asked.unfinished else None
    known = _shares(words, last)
    people = _people([word.text for word in words], place)
    found = []
    for position, word in enumerate(words):
        share, of_subjects = known.get(position, (0.0, 0.0))
        query = query_of(word, unfinished=word is last)
        theirs = people.get(position, [])
        found.append(Sought(word, query, theirs, position in known, share, of_subjects))
    useful = [each for each in found if each.said or each.people or each.number is not None]
    return sorted(useful, key=lambda each: each.share)


def query_of(word: Word, *, unfinished: bool = False) -> Any:
    text = word.text
    query = SearchQuery(text, config=ENGLISH, search_type="phrase" if word.phrase else "plain")
    if not unfinished or not _may_go_on(word):
        return query
    quoted = text.replace("\\", "\\\\").replace("'", "''")
    return query | SearchQuery(f"'{quoted}':*", config=ENGLISH, search_type="raw")


def _may_go_on(word: Word) -> bool:
    return not word.phrase and len(word.text) >= PREFIX


def _shares(words: tuple[Word, ...], last: Word | None) -> dict[int, tuple[float, float]]:
    """Of messages and of subjects, by position; stop words have none."""
    asked: dict[str, Any] = {
        "words": [word.text for word in words],
        "unfinished": [word is last and _may_go_on(word) for word in words],
    }
    with connection.cursor() as cursor:
        cursor.execute(_SHARES, asked)
        return {place: (said, titled) for place, _, said, titled in cursor.fetchall()}


def _people(words: list[str], place: Place) -> dict[int, list[UUID]]:
    """By the position of the word that is in their name or email."""
    each: list[QuerySet[Person, Any]] = [
        Person.objects.filter(people_named(word, place.environment))
        .order_by()
        .values_list(Value(position), "pk")[:MAX_PEOPLE]
        for position, word in enumerate(words)
        if len(word) >= PREFIX
    ]
    found: dict[int, list[UUID]] = {}
    if each:
        rows = each[0].union(*each[1:], all=True) if len(each) > 1 else each[0]
        for position, pk in rows:
            found.setdefault(position, []).append(pk)
    return found


def spots(words: list[Sought], unwanted: list[Any], allowed: TicketQuerySet) -> dict[int, Spot]:
    """By ticket id. ``allowed`` are the tickets that may be found: seen, and as the terms ask."""
    if not words:
        return {}
    found: dict[int, Spot] = {}
    driver = words[0]
    spoken = [word for word in words if word.said]
    if spoken:
        _said(found, allowed, spoken, spoken, MAX_HITS)
        if len(spoken) > 1 and driver.said and driver.share <= RARE:
            _said(found, allowed, [driver], spoken, MAX_RARE)
    _known(found, allowed, driver)
    return _verified(found, words, unwanted, allowed)


def _said(
    found: dict[int, Spot],
    allowed: TicketQuerySet,
    together: list[Sought],
    ranked_by: list[Sought],
    limit: int,
) -> None:
    """Messages and subjects with the words together, the latest of them."""
    query, ranked = _all(together), _either(ranked_by)
    read_back = math.prod(word.share for word in together) > READ_BACK
    messages = (
        Message.objects.filter(ticket__in=allowed.order_by().values("pk"), words=query)
        .annotate(rank=SearchRank(F("words"), ranked))
        .order_by(_latest(by_index=not read_back))
        .values_list("ticket_id", _changed("ticket__"), "ticket__number", "pk", "public", "rank")[
            :limit
        ]
    )
    read_back = math.prod(word.share_of_subjects for word in together) > READ_BACK_SUBJECTS
    subjects = (
        allowed.alias(said=SUBJECT)
        .filter(said=query)
        .annotate(rank=SearchRank(HEAVY, ranked))
        .order_by(_latest(by_index=not read_back))
        .values_list("pk", _changed(), "number", "rank")[: limit // 2 if read_back else limit]
    )
    for ticket, changed, number, message, public, rank in messages:
        spot = found.setdefault(ticket, Spot(changed=changed, opened=number))
        if rank > spot.message_rank:
            spot.message, spot.public, spot.message_rank = message, public, rank
    for ticket, changed, number, rank in subjects:
        spot = found.setdefault(ticket, Spot(changed=changed, opened=number))
        spot.rank = max(spot.rank, rank)


def _changed(way: str = "") -> Cast:
    """When the ticket last changed, as a number: dates cost more to read than to find."""
    return Cast(Extract(f"{way}updated_at", "epoch"), FloatField())


def _latest(*, by_index: bool) -> OrderBy:
    """An order the primary key cannot give leaves the planner no choice but the index of words:
    it knows too little of words that are still being typed.
    """
    return (F("pk") + 0).desc() if by_index else F("pk").desc()


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
    found: dict[int, Spot], words: list[Sought], unwanted: list[Any], allowed: TicketQuerySet
) -> dict[int, Spot]:
    """Those that have the other words too, and none of the unwanted."""
    rest = Q()
    for word in words[1:]:
        rest &= _somewhere(word)
    for query in unwanted:
        rest &= ~said_in(query)
    if not rest:
        return found
    kept = allowed.filter(pk__in=list(found)).alias(said=SUBJECT).filter(rest).order_by()
    return {pk: found[pk] for pk in kept.values_list("pk", flat=True)}


def _somewhere(word: Sought) -> Q:
    asked = said_in(word.query) if word.said else Q(pk__in=[])
    if word.people:
        asked |= Q(requester__in=word.people)
    if word.number is not None:
        asked |= Q(number=word.number)
    return asked


def said_in(query: Any) -> Q:
    """Needs the alias ``said`` on the tickets."""
    messages = Message.objects.filter(ticket=OuterRef("pk"), words=query)
    return Q(said=query) | Q(Exists(messages))


def _all(words: list[Sought]) -> Any:
    query = words[0].query
    for word in words[1:]:
        query &= word.query
    return query


def _either(words: list[Sought]) -> Any:
    query = words[0].query
    for word in words[1:]:
        query |= word.query
    return query


def any_of(words: list[Sought]) -> Any:
    """For highlighting; None when nothing could be highlighted."""
    spoken = [word for word in words if word.said]
    return _either(spoken) if spoken else None
