"""What the address of the list of traces asks for. What makes no sense is as if not said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from clew.analytics.dashboard.source import Accounts
from clew.events.traces.records import TraceOrder, TracesAsked
from clew.people import queries as people
from clew.people.models import Person
from clew.people.requests import StaffRequest
from clew.web.insights.asked import ListFilters, skip_in, text_in
from clew.web.insights.errors_asked import keys_of

PATH = "/insights/traces"
PERIODS = {1: "24 hours", 7: "7 days", 30: "30 days"}
USUAL_DAYS = 7
ROWS = 25


@dataclass(frozen=True)
class TraceFilters(ListFilters):
    path = PATH
    who: str = ""  # an email, a distinct id, or an account's key or name
    model: str = ""
    failed: bool = False
    cost: str = ""  # at least, in dollars, as typed
    days: int = USUAL_DAYS
    order: TraceOrder = TraceOrder.LAST

    @property
    def params(self) -> dict[str, str]:
        said = {
            "who": self.who, "model": self.model, "failed": "yes" if self.failed else "",
            "cost": self.cost, "days": "" if self.days == USUAL_DAYS else str(self.days),
            "sort": "" if self.order is TraceOrder.LAST else self.order.value,
            "skip": str(self.skip or ""),
        }  # fmt: skip
        return {name: value for name, value in said.items() if value}

    @property
    def narrows(self) -> bool:
        return bool(self.who or self.model or self.failed or self.cost)


def filters_in(params: Mapping[str, str]) -> TraceFilters:
    days, sort = params.get("days", ""), params.get("sort", "")
    cost = params.get("cost", "").strip().removeprefix("$")
    return TraceFilters(
        who=text_in(params, "who"),
        model=text_in(params, "model"),
        failed=params.get("failed") == "yes",
        cost=cost if _dollars(cost) is not None else "",
        days=int(days) if days in map(str, PERIODS) else USUAL_DAYS,
        order=TraceOrder(sort) if sort in set(TraceOrder) else TraceOrder.LAST,
        skip=skip_in(params),
    )


def asked_by(
    filters: TraceFilters, request: StaffRequest, accounts: Accounts | None, *, now: datetime
) -> TracesAsked:
    who = filters.who
    return TracesAsked(
        request.environment.pk,
        since=now - timedelta(days=filters.days),
        account_index=accounts.index if accounts else None,
        account_keys=keys_of(who, request.environment, accounts) if who else None,
        distinct_ids=_ids_of(request, who) if who else None,
        failed_only=filters.failed,
        model=filters.model,
        min_cost=_dollars(filters.cost),
        order=filters.order,
    )


def _ids_of(request: StaffRequest, who: str) -> list[str]:
    """Of the person with this email or distinct id; an id of nobody is one all the same."""
    known = {"email": who} if "@" in who else {"distinct_id": who}
    try:
        person = people.person_for(request.user, environment=request.environment, **known)
    except Person.DoesNotExist:
        return [who]
    return list(people.distinct_ids_of(person))


def _dollars(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if 0 <= found < 1e9 else None  # noqa: PLR2004
