"""What the address of the list of errors asks for. What makes no sense is as if not said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from clew.analytics.dashboard.source import Accounts
from clew.events.errors.records import ErrorsAsked, Order
from clew.people.models import Environment, Group
from clew.web.insights.asked import ListFilters, skip_in, text_in

PATH = "/insights/errors"
PERIODS = {7: "7 days", 30: "30 days", 90: "90 days"}
USUAL_DAYS = 30
NEW = {"24h": timedelta(hours=24), "7d": timedelta(days=7)}
NEW_WORDS = {"24h": "New in 24 hours", "7d": "New in 7 days"}
ROWS = 25


@dataclass(frozen=True)
class ErrorFilters(ListFilters):
    path = PATH
    q: str = ""
    version: str = ""
    account: str = ""  # a key or a name, as typed
    new: str = ""
    days: int = USUAL_DAYS
    order: Order = Order.LAST

    @property
    def params(self) -> dict[str, str]:
        said = {
            "q": self.q, "version": self.version, "account": self.account, "new": self.new,
            "days": "" if self.days == USUAL_DAYS else str(self.days),
            "sort": "" if self.order is Order.LAST else self.order.value,
            "skip": str(self.skip or ""),
        }  # fmt: skip
        return {name: value for name, value in said.items() if value}

    @property
    def narrows(self) -> bool:
        return bool(self.q or self.version or self.account or self.new)


def filters_in(params: Mapping[str, str]) -> ErrorFilters:
    days, sort = params.get("days", ""), params.get("sort", "")
    return ErrorFilters(
        q=text_in(params, "q"),
        version=text_in(params, "version"),
        account=text_in(params, "account"),
        new=params.get("new", "") if params.get("new", "") in NEW else "",
        days=int(days) if days in map(str, PERIODS) else USUAL_DAYS,
        order=Order(sort) if sort in set(Order) else Order.LAST,
        skip=skip_in(params),
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
