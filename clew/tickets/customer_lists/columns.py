"""What can stand in a row: a label, where it is read from, and how it is shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from clew.analytics.models import UsageMetric
from clew.people.models import AccountOwner, OwnerKind
from clew.tickets.customer_lists.fields import METRIC, OWNERS, PROPERTY
from clew.tickets.customer_lists.kinds import Customer, Kind

Value = str | int | float | Decimal | datetime | bool | None
CUSTOMER, ACCOUNT, SUPPORT, USAGE = "Customer", "Account", "Support", "Usage"


class Shows(StrEnum):
    NAME = "name"
    TEXT = "text"
    CODE = "code"
    PLAN = "plan"
    OWNER = "owner"
    MONEY = "money"
    NUMBER = "number"
    COUNT = "count"
    SEEN = "seen"  # how long ago
    DATE = "date"
    HEALTH = "health"
    METRIC = "metric"
    STATE = "state"


@dataclass(frozen=True)
class Cell:
    """``value`` is what files and programs get; the rest is for showing it."""

    value: Value
    note: str = ""  # a currency, a band
    before: float | None = None  # what it was, for a change
    metric: UsageMetric | None = None


EMPTY = Cell(None)
# What files and programs get beside a value.
BESIDE = {Shows.MONEY: "currency", Shows.HEALTH: "band", Shows.METRIC: "before"}
Read = Callable[[Customer, Any], Cell]  # of the customer's record of ``source``, which may be None


@dataclass(frozen=True)
class Column:
    name: str
    label: str
    shows: Shows
    source: str  # of sources.SOURCES; "" for the customer itself
    read: Read
    section: str = CUSTOMER
    short: str = ""  # over a narrow column

    @property
    def heading(self) -> str:
        return self.short or self.label


def _own(name: str, label: str, shows: Shows, attribute: str) -> Column:
    return Column(name, label, shows, "", lambda one, _: Cell(getattr(one, attribute) or None))


def _row(name: str, label: str, shows: Shows, attribute: str, source: str = "account") -> Column:
    def read(_: Customer, found: Any) -> Cell:
        return Cell(getattr(found, attribute, None) or None)

    return Column(name, label, shows, source, read, ACCOUNT)


def _money(name: str, label: str) -> Column:
    def read(_: Customer, found: Any) -> Cell:
        return Cell(getattr(found, name, None), getattr(found, "currency", ""))

    return Column(name, label, Shows.MONEY, "account", read, ACCOUNT)


def _owner(kind: str) -> Column:
    def read(_: Customer, found: Mapping[str, AccountOwner] | None) -> Cell:
        owner = (found or {}).get(kind)
        return Cell(str(owner) if owner else None)

    label = str(OwnerKind(kind).label)
    return Column(kind, label, Shows.OWNER, "owners", read, ACCOUNT, OWNERS[kind])


def _count(name: str, label: str, source: str, section: str, short: str = "") -> Column:
    def read(_: Customer, found: Mapping[str, int] | None) -> Cell:
        return Cell((found or {}).get(name, 0))

    return Column(name, label, Shows.COUNT, source, read, section, short)


def _health(_: Customer, found: Any) -> Cell:
    return Cell(found.score, found.band, found.before) if found else EMPTY


def _seats(_: Customer, found: Any) -> Cell:
    used, seats = getattr(found, "seats_used", None), getattr(found, "seats", None)
    return Cell(seats, f"{used:,} of" if used is not None and seats else "")


def _plan(customer: Customer, account: Any) -> Cell:
    return Cell(account.plan if account else customer.properties.get("plan") or None)


SEEN = [
    _own("last_seen", "Last seen", Shows.SEEN, "last_seen_at"),
    _own("first_seen", "First seen", Shows.DATE, "created_at"),
]
WORK = [
    _count("open_tickets", "Open tickets", "tickets", SUPPORT, "Open"),
    _count("urgent_tickets", "Urgent tickets", "tickets", SUPPORT, "Urgent"),
    _count("notes", "Notes", "notes", SUPPORT),
]
NAME = _own("name", "Name", Shows.NAME, "display_name")
GROUPS = [
    NAME,
    _own("key", "Key", Shows.CODE, "key"),
    *SEEN,
    _count("people", "People", "members", CUSTOMER),
    *WORK,
]
ACCOUNTS = [
    replace(_own("plan", "Plan", Shows.PLAN, "plan"), section=ACCOUNT),
    _money("mrr", "MRR"),
    _money("arr", "ARR"),
    Column("seats", "Seats", Shows.NUMBER, "account", _seats, ACCOUNT),
    _row("seats_used", "Seats used", Shows.NUMBER, "seats_used"),
    _row("trial_ends", "Trial ends", Shows.DATE, "trial_ends_at"),
    _row("renews", "Renews", Shows.DATE, "renews_at"),
    _row("region", "Region", Shows.TEXT, "region"),
    _row("risk", "Risk", Shows.TEXT, "risk"),
    *(_owner(kind) for kind in OwnerKind.values),
    Column("health", "Health", Shows.HEALTH, "health", _health, USAGE),
]
# A person's account: the one they were seen in last.
THEIRS = [
    _row("account", "Account", Shows.TEXT, "display_name", "membership"),
    Column("plan", "Plan", Shows.PLAN, "membership", _plan, ACCOUNT),
    *(replace(each, source=f"their_{each.source}") for each in ACCOUNTS if each.source),
]
PEOPLE = [
    NAME,
    _own("email", "Email", Shows.TEXT, "email"),
    Column("identified", "Identified", Shows.STATE, "", lambda one, _: _identified(one)),
    *THEIRS,
    *SEEN,
    *WORK,
]
TABLES = {
    "people": {each.name: each for each in PEOPLE},
    "accounts": {each.name: each for each in (*GROUPS, *ACCOUNTS)},
    "groups": {each.name: each for each in GROUPS},
}


def _identified(customer: Customer) -> Cell:
    return Cell("Identified" if getattr(customer, "is_identified", False) else "Anonymous")


def columns_of(kind: Kind) -> dict[str, Column]:
    return TABLES["people" if kind.is_people else "accounts" if kind.is_account else "groups"]


def property_column(key: str) -> Column:
    def read(customer: Customer, _: Any) -> Cell:
        return Cell(customer.properties.get(key))

    return Column(f"{PROPERTY}{key}", key, Shows.TEXT, "", read, "Properties")


def metric_column(metric: UsageMetric) -> Column:
    def read(_: Customer, found: Any) -> Cell:
        figure = (found or {}).get(metric.pk)
        if figure is None:
            return Cell(None, metric=metric)
        return Cell(figure.value, before=figure.previous, metric=metric)

    name = f"{METRIC}{metric.slug}"
    return Column(name, metric.name, Shows.METRIC, "figures", read, "Usage metrics")
