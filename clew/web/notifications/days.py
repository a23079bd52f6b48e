"""Notifications by the day they came, without tickets their reader may not open any more."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils import timezone

from clew.core import clock
from clew.people.models import Notification, Staff
from clew.people.notifications import mark_read
from clew.tickets.queries.doors import visible_numbers

TICKET = re.compile(r"ticket/(\d{1,15})")
ICONS = {
    "assigned": "user-plus",
    "mentioned": "at",
    "customer_replied": "chat",
    "follow_up_due": "clock",
    "access": "shield",
}
COUNTED = {"customer_replied": "replies", "mentioned": "mentions"}


@dataclass(frozen=True)
class Item:
    row: Notification
    icon: str
    many: str  # “3 replies”, "" for one


@dataclass(frozen=True)
class Day:
    label: str
    items: Sequence[Item]


def readable(staff: Staff, rows: Sequence[Notification]) -> list[Notification]:
    """What became hidden is not news any more either: its unread ones stop counting."""
    numbers = {row.pk: int(found[1]) for row in rows if (found := TICKET.fullmatch(row.subject))}
    seen = visible_numbers(staff, set(numbers.values())) if numbers else set()
    hidden = {pk for pk, number in numbers.items() if number not in seen}
    if any(row.pk in hidden and row.read_at is None for row in rows):
        mark_read(staff=staff, ids=hidden)
    return [row for row in rows if row.pk not in hidden]


def days(rows: Iterable[Notification]) -> list[Day]:
    """In the viewer's zone; ``rows`` newest first."""
    by_day = groupby(rows, key=lambda row: timezone.localtime(row.at).date())
    return [Day(_label(day), [_item(row) for row in each]) for day, each in by_day]


def _item(row: Notification) -> Item:
    many = f"{row.count} {COUNTED.get(row.kind, 'times')}" if row.count > 1 else ""
    return Item(row, ICONS.get(row.kind, "bell"), many)


def _label(day: date) -> str:
    ago = (timezone.localtime(clock.now()).date() - day).days
    if ago <= 1:
        return "Yesterday" if ago else "Today"
    text = f"{day:%A} {day.day} {day:%B}"
    return text if ago < 300 else f"{text} {day.year}"  # noqa: PLR2004  days; the year is plain
