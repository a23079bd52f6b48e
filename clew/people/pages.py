"""Lists a page at a time: newest first, each page beginning where the last one ended."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

MAX_PAGE = 200

T = TypeVar("T")
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    items: list[T]
    next_cursor: str  # "" on the last page


def page_by(rows: QuerySet[M], field: str, cursor: str, limit: int) -> Page[M]:
    """Latest ``field`` first; rows without one come last. Raises ValidationError for a bad cursor.

    One statement, which reads an index on (field descending, id descending) from where it ended;
    one more where the rows without a time begin.
    """
    limit = max(1, min(limit, MAX_PAGE))
    at, after = _decoded(cursor) if cursor else (None, "")
    found: list[M] = []
    if not cursor or at is not None:
        dated = rows.filter(**{f"{field}__isnull": False}).order_by(f"-{field}", "-pk")
        if at is not None:
            same = Q(**{field: at}) & Q(pk__gte=after)
            dated = dated.filter(Q(**{f"{field}__lte": at}) & ~same)
        found = list(dated[: limit + 1])
    if len(found) <= limit:
        never = rows.filter(**{f"{field}__isnull": True}).order_by("-pk")
        if cursor and at is None:
            never = never.filter(pk__lt=after)
        found += never[: limit + 1 - len(found)]
    return _page(found, field, limit)


def _page(found: list[M], field: str, limit: int) -> Page[M]:
    items = found[:limit]
    if len(found) <= limit:
        return Page(items, "")
    at = getattr(items[-1], field)
    return Page(items, encoded(at.isoformat() if at else "", str(items[-1].pk)))


def encoded(*parts: str) -> str:
    return base64.urlsafe_b64encode("|".join(parts).encode()).decode().rstrip("=")


def decoded(cursor: str, parts: int) -> list[str]:
    """Raises ValidationError when it is not a cursor of ours."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (ValueError, binascii.Error):
        raise _not_a_cursor() from None
    found = text.split("|")
    if len(found) != parts:
        raise _not_a_cursor()
    return found


def _decoded(cursor: str) -> tuple[datetime | None, str]:
    at, after = decoded(cursor, 2)
    try:
        return (datetime.fromisoformat(at) if at else None), after
    except ValueError:
        raise _not_a_cursor() from None


def _not_a_cursor() -> ValidationError:
    return ValidationError({"cursor": "Not a cursor. Start again without one."})
