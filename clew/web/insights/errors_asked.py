"""What the address of the list of errors asks for. What makes no sense is as if not said."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from clew.analytics.dashboard.source import Accounts
from clew.events.errors.records import ErrorsAsked, Order
from clew.people.models import Environment, Group

PATH = "/insights/errors"
PERIODS = {7: "7 days", 30: "30 days", 90: "90 days"}
USUAL_DAYS = 30
NEW = {"24h": timedelta(hours=24), "7d": timedelta(days=7)}
NEW_WORDS = {"24h": "New in 24 hours", "7d": "New in 7 days"}
ROWS = 25
_LONGEST = 200  # characters somebody typed


@dataclass(frozen=True, slots=True)
class ErrorFilters:
    q: str = ""
    version: str = ""
    account: str = ""  # a key or a name, as typed
    new: str = ""
    days: int = USUAL_DAYS
    order: Order = Order.LAST
    skip: int = 0

    @property
    def params(self) -> dict[str, str]:
        """As an address says it, without what is the default."""
        said = {
            "q": self.q, "version": self.version, "account": self.account, "new": self.new,
            "days": "" if self.days == USUAL_DAYS else str(self.days),
            "sort": "" if self.order is Order.LAST else self.order.value,
            "skip": str(self.skip or ""),
        }  # fmt: skip
        return {name: value for name, value in said.items() if value}

    @property
    def url(self) -> str:
        return f"{PATH}?{urlencode(self.params)}" if self.params else PATH

    @property
    def narrows(self) -> bool:
        return bool(self.q or self.version or self.account or self.new)

    def sorted_by(self, order: Order) -> "ErrorFilters":
        return replace(self, order=order, skip=0)

    def at(self, skip: int) -> "ErrorFilters":
        return replace(self, skip=skip)


def filters_in(params: Mapping[str, str]) -> ErrorFilters:
    days, skip, sort = (params.get(name, "") for name in ("days", "skip", "sort"))
    return ErrorFilters(
        q=_text(params, "q"),
        version=_text(params, "version"),
        account=_text(params, "account"),
        new=params.get("new", "") if params.get("new", "") in NEW else "",
        days=int(days) if days in map(str, PERIODS) else USUAL_DAYS,
        order=Order(sort) if sort in set(Order) else Order.LAST,
        skip=int(skip) if skip.isascii() and skip.isdecimal() and len(skip) < 6 else 0,  # noqa: PLR2004
    )


def asked_by(
    filters: ErrorFilters, environment: Environment, accounts: Accounts | None, *, now: datetime
) -> ErrorsAsked:
    return ErrorsAsked(
        environment.pk,
        since=now - timedelta(days=filters.days),
        account_index=accounts.index if accounts else None,
        account_keys=keys_of(filters.account, environment, accounts),
        text=filters.q,
        version=filters.version,
        new_since=now - NEW[filters.new] if filters.new else None,
        order=filters.order,
    )


def keys_of(typed: str, environment: Environment, accounts: Accounts | None) -> list[str]:
    """Of accounts with this key or name, and of those that were merged into them."""
    if not typed or accounts is None:
        return []
    groups = Group.objects.filter(type__environment=environment, type__index=accounts.index)
    named = set(groups.filter(name__iexact=typed).values_list("key", flat=True)[:50])
    wanted = named | {typed}
    return [*wanted, *(old for old, new in accounts.merged if new in wanted)]


def _text(params: Mapping[str, str], name: str) -> str:
    return params.get(name, "").replace("\x00", "").strip()[:_LONGEST]
