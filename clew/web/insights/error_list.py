"""The list of errors, and what narrows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from clew.analytics.dashboard.source import accounts_of
from clew.analytics.sparklines import Sparkline
from clew.core import clock
from clew.events.errors.listing import errors_listed, versions_seen
from clew.events.errors.records import ListedError, Order
from clew.people.requests import StaffRequest
from clew.web.customers.connect import how_to
from clew.web.customers.text import clean, listed
from clew.web.insights.addresses import error_path
from clew.web.insights.affected import ACCOUNTS, PEOPLE, affected_url
from clew.web.insights.errors_asked import (
    NEW_WORDS,
    PERIODS,
    ROWS,
    ErrorFilters,
    asked_by,
    filters_in,
)

DRAWN = 30  # days of a row's line, at most
HEADINGS = {
    Order.TIMES: "Times",
    Order.PEOPLE: "People",
    Order.ACCOUNTS: "Accounts",
    Order.NEW: "First seen",
    Order.LAST: "Last seen",
}


@dataclass(frozen=True, slots=True)
class ErrorRow:
    url: str
    title: str
    value: str
    times: int
    people: int
    people_url: str
    accounts: int
    accounts_url: str
    versions: str
    line: Sparkline
    first_at: datetime
    last_at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class Heading:
    label: str
    url: str
    is_sorted: bool
    name: str


def error_list(request: StaffRequest) -> dict[str, Any]:
    filters, now = filters_in(request.GET.dict()), clock.now()
    accounts = accounts_of(request.environment)
    asked = asked_by(filters, request.environment, accounts, now=now)
    page = errors_listed(asked, limit=ROWS, skip=filters.skip)
    days = min(filters.days, DRAWN)
    return {
        "tab": "errors",
        "filters": filters,
        "rows": [_row(one, now=now, days=days) for one in page.errors],
        "total": page.total,
        "pages": _pages(filters, page.total, len(page.errors)),
        "headings": _headings(filters, has_accounts=accounts is not None),
        "has_accounts": accounts is not None,
        "account_word": accounts.type if accounts else "",
        "versions": versions_seen(request.environment.pk, since=asked.since),
        "periods": PERIODS,
        "news": NEW_WORDS,
        "drawn_days": days,
        "connect": _connect(request, filters, page.total),
    }


def _row(one: ListedError, *, now: datetime, days: int) -> ErrorRow:
    return ErrorRow(
        url=error_path(one.fingerprint),
        title=clean(one.type, 120) or "Error",
        value=clean(one.value, 300),
        times=one.times,
        people=one.people,
        people_url=affected_url(one.fingerprint, PEOPLE),
        accounts=one.accounts,
        accounts_url=affected_url(one.fingerprint, ACCOUNTS),
        versions=listed(one.versions, 2),
        line=Sparkline(day_by_day(one.by_day, today=now.date(), days=days), width=100, height=24),
        first_at=one.first_at,
        last_at=one.last_at,
        is_new=now - one.first_at < timedelta(days=1),
    )


def day_by_day(by_day: Mapping[date, int], *, today: date, days: int) -> list[int]:
    first = today - timedelta(days=days - 1)
    return [by_day.get(first + timedelta(days=n), 0) for n in range(days)]


def _headings(filters: ErrorFilters, *, has_accounts: bool) -> list[Heading]:
    shown = [order for order in HEADINGS if has_accounts or order is not Order.ACCOUNTS]
    return [
        Heading(HEADINGS[o], filters.sorted_by(o).url, filters.order is o, o.value) for o in shown
    ]


def _pages(filters: ErrorFilters, total: int, shown: int) -> dict[str, Any]:
    end = filters.skip + shown
    return {
        "first": filters.skip + 1 if shown else 0,
        "last": end,
        "before": filters.at(max(0, filters.skip - ROWS)).url if filters.skip else "",
        "next": filters.at(end).url if end < total else "",
    }


def _connect(request: StaffRequest, filters: ErrorFilters, total: int) -> Any:
    """How errors come, where none ever did."""
    is_bare = not total and not filters.narrows and not filters.skip
    return how_to("errors", request.environment) if is_bare else None
