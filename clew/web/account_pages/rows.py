"""What is known of an account as rows that can be edited in place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clew.people.accounts.fields import LABELS, NUMBERS, OWNERS, SHORT, TIMES, VALUES
from clew.people.accounts.giving import as_json
from clew.people.models import AccountOwner
from clew.people.queries.accounts import AccountDetails
from clew.web.customers.account_facts import money

MONEY = ("mrr", "arr")


@dataclass(frozen=True)
class Row:
    field: str
    label: str
    shown: str
    at: datetime | None = None
    typed: str = ""  # what the field to edit it holds
    is_given: bool = False
    owner: AccountOwner | None = None

    @property
    def is_owner(self) -> bool:
        return self.field in OWNERS

    @property
    def is_empty(self) -> bool:
        return not self.shown and self.at is None

    @property
    def input_type(self) -> str:
        return "date" if self.field in TIMES else "text"

    @property
    def input_mode(self) -> str:
        return "decimal" if self.field in NUMBERS else "text"


def rows_of(details: AccountDetails) -> list[Row]:
    return [*_values(details), *_owners(details)]


def _values(details: AccountDetails) -> Iterator[Row]:
    for field in VALUES:
        value = details.values.get(field)
        yield Row(
            field=field,
            label=LABELS[field],
            shown="" if isinstance(value, datetime) else _shown(field, value, details),
            at=value if isinstance(value, datetime) else None,
            typed=_typed(value),
            is_given=field in details.given,
        )


def _owners(details: AccountDetails) -> Iterator[Row]:
    for kind in OWNERS:
        owner = details.owners.get(kind)
        yield Row(
            field=kind,
            label=f"{LABELS[kind]}" if len(LABELS[kind]) < len("Technical") * 2 else SHORT[kind],
            shown=str(owner) if owner else "",
            typed="" if owner is None or owner.staff_id else owner.email or owner.name,
            is_given=kind in details.given,
            owner=owner,
        )


def _shown(field: str, value: Any, details: AccountDetails) -> str:
    if value is None:
        return ""
    if field in MONEY:
        return money(value, details.account.currency)
    return f"{value:,}" if isinstance(value, int) else str(value)


def _typed(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else str(as_json(value))
