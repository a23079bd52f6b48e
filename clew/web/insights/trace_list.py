"""The list of LLM traces, and what narrows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clew.analytics.dashboard.source import Accounts, accounts_of
from clew.core import clock
from clew.events.traces.reading import models_seen, traces_listed
from clew.events.traces.records import ListedTrace, TraceOrder
from clew.people import queries as people
from clew.people.models import Group, Person
from clew.people.requests import StaffRequest
from clew.web.customers.connect import how_to
from clew.web.customers.exchanges import question
from clew.web.customers.subject import address
from clew.web.customers.text import clean, listed
from clew.web.customers.wording.ai import money, seconds
from clew.web.insights.addresses import trace_path
from clew.web.insights.traces_asked import PERIODS, ROWS, asked_by, filters_in

HEADINGS = {
    TraceOrder.TOKENS: "Tokens",
    TraceOrder.COST: "Cost",
    TraceOrder.LATENCY: "In the model",
    TraceOrder.FAILURES: "Failed",
    TraceOrder.LAST: "Time",
}


@dataclass(frozen=True, slots=True)
class TraceRow:
    url: str
    title: str
    who: str
    who_url: str
    account: str
    model: str
    other_models: str
    tokens: int
    tokens_title: str
    cost: str
    latency: str
    failures: int
    answers: int
    at: datetime


def trace_list(request: StaffRequest) -> dict[str, Any]:
    filters, accounts = filters_in(request.GET.dict()), accounts_of(request.environment)
    asked = asked_by(filters, request, accounts, now=clock.now())
    page = traces_listed(asked, limit=ROWS, skip=filters.skip)
    end = filters.skip + len(page.traces)
    bare = not page.total and not filters.narrows and not filters.skip
    return {
        "tab": "traces",
        "filters": filters,
        "rows": _rows(request, accounts, page.traces),
        "total": page.total,
        "pages": {
            "first": filters.skip + 1 if page.traces else 0,
            "last": end,
            "before": filters.at(max(0, filters.skip - ROWS)).url if filters.skip else "",
            "next": filters.at(end).url if end < page.total else "",
        },
        "headings": [
            {
                "label": HEADINGS[order],
                "name": order.value,
                "url": filters.sorted_by(order).url,
                "is_sorted": filters.order is order,
            }
            for order in HEADINGS
        ],
        "models": models_seen(request.environment.pk, since=asked.since),
        "periods": PERIODS,
        "connect": how_to("llm", request.environment) if bare else None,
    }


def _rows(
    request: StaffRequest, accounts: Accounts | None, found: Sequence[ListedTrace]
) -> list[TraceRow]:
    """Two statements for all names."""
    visible = people.persons_visible_to(request.user, request.environment)
    persons = visible.in_bulk([one.person_id for one in found])
    groups: dict[str, Group] = {}
    if accounts is not None:
        theirs = people.groups_visible_to(request.user, request.environment)
        keys = {one.account for one in found if one.account}
        known = theirs.filter(type__index=accounts.index, key__in=keys)
        groups = {group.key: group for group in known}
    return [_row(one, persons.get(one.person_id), groups.get(one.account)) for one in found]


def _row(one: ListedTrace, person: Person | None, group: Group | None) -> TraceRow:
    asked = question(one.latest)
    return TraceRow(
        url=trace_path(one.trace_id),
        title=f"“{asked}”" if asked else f"Trace {clean(one.trace_id, 60)}",
        who=clean(person.display_name if person else one.distinct_id, 60),
        who_url=address(person) if person else "",
        account=clean(group.display_name if group else one.account, 60),
        model=clean(one.models[0], 40) if one.models else "",
        other_models=listed(one.models[1:], 2),
        tokens=one.input_tokens + one.output_tokens,
        tokens_title=f"{one.input_tokens:,} in, {one.output_tokens:,} out",
        cost=money(one.cost),
        latency=seconds(one.latency) if one.latency else "",
        failures=one.failures,
        answers=one.generations,
        at=one.last_at,
    )
