"""Search: what was asked, who may see what, and the best of it first."""

import math
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from clew.people.models import Environment
from clew.people.pages import MAX_PAGE, decoded, encoded
from clew.tickets.models.tickets import TicketQuerySet
from clew.tickets.queries.doors import Reader, standing, tickets_visible_to
from clew.tickets.queries.search_conditions import Place, condition_of
from clew.tickets.queries.search_hits import Hit, hit_of, hits_of, shown
from clew.tickets.queries.search_spots import SUBJECT, Allowed, Spot, said_in, spots
from clew.tickets.queries.search_words import query_of, sought
from clew.tickets.searching import Asked, Hint, parse

PAGE = 20
LOOKED_THROUGH = 1000  # latest tickets, when only words are unwanted
FADES = 45 * 86400  # seconds after which a match counts e times less
FAINT = 0.02  # the relevance of what merely matches
OF_REQUESTER = 0.3
FIELDS = {"updated": "updated_at", "created": "created_at", "oldest": "created_at"}


@dataclass(frozen=True)
class Found:
    asked: Asked
    items: list[Hit] = field(default_factory=list)
    next_cursor: str = ""  # "" on the last page
    hints: list[Hint] = field(default_factory=list)
    total: int | None = None  # None: nobody counted
    capped: bool = False  # there are more, which used these words longer ago


def search(
    reader: Reader,
    environment: Environment,
    text: str,
    cursor: str = "",
    limit: int = PAGE,
    *,
    whole: bool = True,
) -> Found:
    """Nothing typed finds nothing. Raises ValidationError for a bad cursor, and for nothing else.

    Seven statements with words, one without, however many tickets there are. Tickets that are not
    ``whole`` have what a page shows of them.
    """
    asked = parse(text)
    if asked.empty:
        return Found(asked, hints=list(asked.hints))
    place = Place(reader, environment)
    condition, hints = condition_of(asked.terms, place)
    tickets = tickets_visible_to(reader, environment).filter(condition)
    if asked.number is not None:
        tickets = tickets.filter(number=asked.number)
    limit = max(1, min(limit, MAX_PAGE))
    if asked.wanted:
        as_ever = not asked.terms and asked.number is None
        known_by = (*standing(reader), environment.pk) if as_ever else None
        found = _ranked(asked, place, Allowed(tickets, known_by), cursor, limit, whole=whole)
    else:
        found = _listed(asked, tickets, cursor, limit, whole=whole)
    return replace(found, hints=[*asked.hints, *hints])


def matching(reader: Reader, environment: Environment, tickets: TicketQuerySet, q: str) -> Q:
    """The search as a condition, for lists with an order of their own."""
    asked = parse(q)
    place = Place(reader, environment)
    condition, _ = condition_of(asked.terms, place)
    if asked.number is not None:
        condition &= Q(number=asked.number)
    if not asked.wanted:
        return condition
    found = spots(sought(asked, place), _unwanted(asked), Allowed(tickets.filter(condition)))
    return Q(pk__in=list(found.by_ticket))


def _unwanted(asked: Asked) -> list[Any]:
    return [query_of(word) for word in asked.unwanted]


def _ranked(
    asked: Asked, place: Place, allowed: Allowed, cursor: str, limit: int, *, whole: bool
) -> Found:
    words = sought(asked, place)
    found = spots(words, _unwanted(asked), allowed)
    order = asked.order if asked.order in FIELDS else "relevance"
    ranked = sorted(((_key(spot, order), pk) for pk, spot in found.by_ticket.items()), reverse=True)
    total = len(ranked)
    if cursor:
        after = _place_in_order(cursor)
        ranked = [each for each in ranked if each < after]
    page = ranked[:limit]
    following = encoded(repr(page[-1][0]), str(page[-1][1])) if len(ranked) > limit else ""
    hits = hits_of(place, [pk for _, pk in page], found.by_ticket, words, whole=whole)
    return Found(asked, hits, following, total=total, capped=found.capped)


def _key(spot: Spot, order: str) -> float:
    if order in {"created", "oldest"}:
        return float(spot.opened if order == "created" else -spot.opened)
    if order == "updated":
        return spot.changed
    relevance = FAINT + spot.rank + max(spot.message_rank, 0) + OF_REQUESTER * spot.requester
    # Straight in time, so that the order of two tickets does not depend on when one asks.
    return math.log(relevance) + spot.changed / FADES + 1e6 * spot.number


def _listed(
    asked: Asked, allowed: TicketQuerySet, cursor: str, limit: int, *, whole: bool
) -> Found:
    """No words to rank by: by time, or by number, which counts up as tickets are opened."""
    if asked.unwanted:
        allowed = _without(asked, allowed)
    if asked.order in {"created", "oldest"}:
        order = ["number"] if asked.order == "oldest" else ["-number"]
    else:
        order = ["-updated_at", "-pk"]
    if cursor:
        allowed = allowed.filter(_after(cursor, order[0]))
    tickets = list(shown(allowed, whole=whole).order_by(*order)[: limit + 1])
    following = ""
    if len(tickets) > limit:
        last = tickets[limit - 1]
        following = encoded(last.updated_at.isoformat(), str(last.pk), str(last.number))
    return Found(asked, [hit_of(each, Spot()) for each in tickets[:limit]], following)


def _without(asked: Asked, allowed: TicketQuerySet) -> TicketQuerySet:
    """Of the latest: a word that is everywhere would be looked for in vain among all."""
    latest = allowed.order_by("-updated_at", "-pk").values("pk")[:LOOKED_THROUGH]
    kept = allowed.model.objects.filter(pk__in=latest).alias(said=SUBJECT)
    for query in _unwanted(asked):
        kept = kept.exclude(said_in(query))
    return allowed.filter(pk__in=list(kept.values_list("pk", flat=True)))


def _after(cursor: str, order: str) -> Q:
    at, pk, number = decoded(cursor, 3)
    try:
        moment, last, last_number = datetime.fromisoformat(at), int(pk), int(number)
    except ValueError:
        raise _not_a_cursor() from None
    if order == "-updated_at":
        return Q(updated_at__lte=moment) & ~Q(updated_at=moment, pk__gte=last)
    return Q(number__gt=last_number) if order == "number" else Q(number__lt=last_number)


def _place_in_order(cursor: str) -> tuple[float, int]:
    key, pk = decoded(cursor, 2)
    try:
        return float(key), int(pk)
    except ValueError:
        raise _not_a_cursor() from None


def _not_a_cursor() -> ValidationError:
    return ValidationError({"cursor": "Not a cursor. Start again without one."})
