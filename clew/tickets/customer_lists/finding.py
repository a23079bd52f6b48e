"""A page of a list, by keyset: a cursor is the last row's value and id."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet

from clew.people.models import DistinctId
from clew.tickets.customer_lists.kinds import Asked, Customer
from clew.tickets.customer_lists.listing import Listing
from clew.tickets.customer_lists.orders import SELF, Order

MOST_COUNTED = 10_000
MAX_CURSOR = 4000  # characters
FOUND_BY_ID = 300  # people whose distinct id has the text
REST = "rest"  # those without a value


@dataclass(frozen=True)
class Found:
    ids: list[Any]
    next_cursor: str


def matching(asked: Asked, listing: Listing) -> "QuerySet[Any]":
    """Every customer of the list, in no order."""
    found = asked.customers().filter(listing.filters.q(asked.reader)).order_by()
    if listing.selected is not None:
        found = found.filter(pk__in=listing.selected)
    return found.filter(_searched(asked, listing.q)) if listing.q else found


def count_of(asked: Asked, listing: Listing) -> int:
    """At most one more than ``MOST_COUNTED``."""
    return matching(asked, listing)[: MOST_COUNTED + 1].count()


def page_of(asked: Asked, listing: Listing, cursor: str = "", limit: int = 50) -> Found:
    """Raises ValidationError for a cursor of another list. Two statements at most."""
    order = listing.order
    place = _read(cursor, order, asked) if cursor else None
    found: list[tuple[Any, Any]] = []
    customers = matching(asked, listing)
    if place is None or place[0] != REST:
        found = _with_value(asked, listing, customers, place, limit)
    if len(found) <= limit:
        after = place[1] if place and place[0] == REST else None
        found += _without(asked, customers, order, after, limit + 1 - len(found))
    shown = found[:limit]
    last = _cursor(*shown[-1]) if len(found) > limit else ""
    return Found([pk for _, pk in shown], last)


def customers_in(asked: Asked, ids: list[Any]) -> list[Customer]:
    """As they stand in a list; one statement."""
    known: dict[Any, Any] = asked.customers().in_bulk(ids)
    return [known[pk] for pk in ids if pk in known]


def _with_value(
    asked: Asked, listing: Listing, customers: "QuerySet[Any]", place: Any, limit: int
) -> list[tuple[Any, Any]]:
    order, down = listing.order, listing.descending
    if order.to == SELF:
        rows = customers.alias(sorted_by=order.value).filter(sorted_by__isnull=False)
    else:
        rows = order.filled(asked).filter(**{f"{order.to}__in": customers.values("pk")})
    rows = order.valued(rows)
    ids_down = down != order.ties_turn
    if place is not None:
        at, after = place
        same = Q(sorted_by=at) & Q(**{f"{order.to}__{'gte' if ids_down else 'lte'}": after})
        rows = rows.filter(Q(**{f"sorted_by__{'lte' if down else 'gte'}": at})).exclude(same)
    signs = ("-" if down else "", "-" if ids_down else "")
    rows = rows.order_by(f"{signs[0]}sorted_by", f"{signs[1]}{order.to}")
    return list(rows.values_list("sorted_by", order.to)[: limit + 1])


def _without(
    asked: Asked, customers: "QuerySet[Any]", order: Order, after: Any, limit: int
) -> list[tuple[Any, Any]]:
    """In a fixed order, whatever the direction."""
    if order.to == SELF:
        rows = customers.alias(sorted_by=order.value).filter(sorted_by__isnull=True)
    else:
        held = order.filled(asked).filter(**{order.to: OuterRef("pk")})
        rows = customers.filter(~Exists(held))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return [(REST, pk) for pk in rows.order_by("-pk").values_list("pk", flat=True)[:limit]]


def _searched(asked: Asked, text: str) -> Q:
    """By name, email, key, and a person also by a distinct id."""
    whole = len(text) > 2  # noqa: PLR2004  shorter than a trigram no index finds inside words
    lookup = "icontains" if whole else "istartswith"
    if not asked.kind.is_people:
        return Q(**{f"name__{lookup}": text}) | Q(**{f"key__{lookup}": text})
    ids = DistinctId.objects.filter(
        **{"environment": asked.environment, f"distinct_id__{lookup}": text}
    )
    known = ids.order_by().values("person_id")[:FOUND_BY_ID]
    return Q(**{f"name__{lookup}": text}) | Q(**{f"email__{lookup}": text}) | Q(pk__in=known)


def _cursor(value: Any, pk: Any) -> str:
    given = [REST, str(pk)] if value == REST else [[value], str(pk)]
    return base64.urlsafe_b64encode(orjson.dumps(given, default=str)).decode().rstrip("=")


def _read(cursor: str, order: Order, asked: Asked) -> tuple[Any, Any]:
    try:
        padded = cursor[:MAX_CURSOR] + "=" * (-len(cursor) % 4)
        value, pk = orjson.loads(base64.urlsafe_b64decode(padded))
        after = UUID(pk) if asked.kind.is_people else _int(pk)
        if value == REST:
            return REST, after
        (at,) = value
        return order.read(at), after
    except (ValueError, TypeError, AttributeError, binascii.Error):
        raise ValidationError({"cursor": "Not a cursor. Start again without one."}) from None


def _int(text: str) -> int:
    found = int(text)
    if abs(found) >= 2**63:
        raise ValueError
    return found
