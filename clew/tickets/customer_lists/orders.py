"""In which orders a list can be shown, each read from where its values are.

Rows of the table that has the values are walked in its index's order, and customers are looked up
beside them; those without a value come after, in either direction. Joining first and sorting then
would read every customer for each page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Count, F, Func, JSONField, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, Lower, NullIf

from clew.analytics.models import Health, UsageMetric
from clew.people.models import Account, AccountOwner, Membership, OwnerKind
from clew.tickets.customer_lists.asking import open_tickets
from clew.tickets.customer_lists.fields import METRIC, OWNERS, PROPERTY
from clew.tickets.customer_lists.kinds import Asked, Kind

Rows = Callable[[Asked], "QuerySet[Any]"]
SELF = "pk"


@dataclass(frozen=True)
class Order:
    """``rows`` point to customers by ``to``, or are the customers (SELF).

    ``descending`` is the direction people mean first; ``ties_turn`` says that the index has equal
    values in the other direction than its values. ``sums`` says that ``value`` is over several
    rows of a customer.
    """

    name: str
    label: str
    value: Any
    read: Callable[[Any], Any]  # a cursor's value; raises ValueError
    rows: Rows = Asked.customers
    to: str = SELF
    descending: bool = False
    ties_turn: bool = False
    sums: bool = False
    words: tuple[str, str] = ("Lowest first", "Highest first")

    def filled(self, asked: Asked) -> "QuerySet[Any]":
        """Rows with a value; for an order by a sum all of them."""
        rows: QuerySet[Any] = self.rows(asked).order_by()
        if self.sums:
            return rows
        with_values: QuerySet[Any] = rows.alias(sorted_by=self.value)
        return with_values.filter(sorted_by__isnull=False)

    def valued(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        found: Any = rows.values(self.to) if self.sums else rows
        valued: QuerySet[Any] = found.annotate(sorted_by=self.value)
        return valued


def _moment(given: Any) -> datetime:
    return datetime.fromisoformat(str(given))


def _text(given: Any) -> str:
    return str(given).replace("\x00", "")


def _decimal(given: Any) -> Decimal:
    try:
        found = Decimal(str(given))
    except InvalidOperation:
        raise ValueError from None
    if not found.is_finite():
        raise ValueError
    return found


def _json(given: Any) -> Any:
    if given is None:
        raise ValueError
    return given


DATES, NAMES = ("Oldest first", "Newest first"), ("A to Z", "Z to A")


def _words(of: Any) -> NullIf:
    """Upper and lower case are the same, and nothing is no value."""
    return NullIf(Lower(of), Value(""), output_field=TextField())


def _name(name: str, label: str, column: str) -> Order:
    value = _words(column)
    return Order(name, label, value, _text, words=NAMES)


def _seen(name: str, label: str, column: str) -> Order:
    return Order(name, label, F(column), _moment, descending=True, words=DATES)


def _of_account(name: str, label: str, *, indexed: bool = False) -> Order:
    return Order(
        name, label, F(name), _decimal, rows=_accounts, to="group_id", descending=True,
        ties_turn=indexed,
    )  # fmt: skip


def _soon(name: str, label: str) -> Order:
    return Order(
        name, label, F(f"{name}_at"), _moment, rows=_accounts, to="group_id",
        words=("Soonest first", "Latest first"),
    )  # fmt: skip


def _word(name: str, label: str) -> Order:
    value = _words(name)
    return Order(name, label, value, _text, rows=_accounts, to="group_id", words=NAMES)


def _owner(kind: str) -> Order:
    def rows(asked: Asked) -> "QuerySet[Any]":
        return AccountOwner.objects.filter(kind=kind, group__environment=asked.environment)

    value = _words(Coalesce("staff__name", "name"))
    return Order(kind, OWNERS[kind], value, _text, rows=rows, to="group_id", words=NAMES)


def _accounts(asked: Asked) -> "QuerySet[Any]":
    return Account.objects.filter(environment=asked.environment)


def _health(asked: Asked) -> "QuerySet[Any]":
    return Health.objects.filter(environment=asked.environment)


def _members(asked: Asked) -> "QuerySet[Any]":
    return Membership.objects.filter(group__type=asked.kind.type)


def _tickets(name: str, label: str, to: str, *, urgent: bool = False) -> Order:
    def rows(asked: Asked) -> "QuerySet[Any]":
        found = open_tickets(asked.reader, to, urgent=urgent)
        return found.filter(environment=asked.environment)

    return Order(
        name, label, Count("pk"), int, rows=rows, to=to, descending=True, sums=True,
        words=("Fewest first", "Most first"),
    )  # fmt: skip


def _counts(to: str) -> list[Order]:
    return [
        _tickets("open_tickets", "Open tickets", to),
        _tickets("urgent_tickets", "Urgent tickets", to, urgent=True),
    ]


SEEN = [
    _seen("last_seen", "Last seen", "last_seen_at"),
    _seen("first_seen", "First seen", "created_at"),
]
GROUPS = [
    _name("name", "Name", "name"),
    Order("key", "Key", F("key"), _text, words=NAMES),
    *SEEN,
    Order(
        "people", "People", Count("pk"), int, rows=_members, to="group_id", descending=True,
        sums=True, words=("Fewest first", "Most first"),
    ),
    *_counts("account_id"),
]  # fmt: skip
ACCOUNTS = [
    _name("plan", "Plan", "plan"),
    _of_account("mrr", "MRR", indexed=True),
    _of_account("arr", "ARR", indexed=True),
    _of_account("seats", "Seats"),
    _of_account("seats_used", "Seats used"),
    _soon("trial_ends", "Trial ends"),
    _soon("renews", "Renews"),
    _word("region", "Region"),
    _word("risk", "Risk"),
    *(_owner(kind) for kind in OwnerKind.values),
    Order(
        "health", "Health", F("score"), int, rows=_health, to="group_id",
        words=("Poorest first", "Healthiest first"),
    ),
]  # fmt: skip
PEOPLE = [
    _name("name", "Name", "name"),
    _name("email", "Email", "email"),
    *SEEN,
    *_counts("requester_id"),
]
TABLES = {
    "people": {each.name: each for each in PEOPLE},
    "accounts": {each.name: each for each in (*GROUPS, *ACCOUNTS)},
    "groups": {each.name: each for each in GROUPS},
}


def orders_of(kind: Kind) -> dict[str, Order]:
    return TABLES["people" if kind.is_people else "accounts" if kind.is_account else "groups"]


class JsonValue(Func):
    """Of any key. PostgreSQL compares numbers as numbers, words as words, and null is nothing."""

    template = "nullif(jsonb_extract_path(%(expressions)s), 'null'::jsonb)"
    output_field = JSONField()


def property_order(key: str) -> Order:
    value = JsonValue("properties", Value(key))
    return Order(f"{PROPERTY}{key}", key, value, _json, descending=True)


def metric_order(metric: UsageMetric) -> Order:
    def rows(_: Asked) -> "QuerySet[Any]":
        return metric.figures.all()

    return Order(
        f"{METRIC}{metric.slug}", metric.name, F("value"), float, rows=rows, to="group_id",
        descending=True, ties_turn=True,
    )  # fmt: skip
