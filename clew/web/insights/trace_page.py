"""One LLM trace: its tree, what it cost, and who was behind it."""

from typing import Any

from django.http import Http404

from clew.analytics.dashboard.source import accounts_of
from clew.events.records import StoredEvent
from clew.events.traces.reading import steps_of
from clew.people import queries as people
from clew.people.models import Group, Person
from clew.people.requests import StaffRequest
from clew.tickets.queries.about_pages import tickets_near
from clew.web.customers.exchanges import question
from clew.web.customers.subject import address
from clew.web.customers.text import clean, listed
from clew.web.customers.wording.ai import money, seconds
from clew.web.insights.addresses import trace_path
from clew.web.insights.trace_tree import Node, tree_of

STEPS = 500


def trace_page(request: StaffRequest, trace_id: str) -> dict[str, Any]:
    """Raises Http404."""
    steps = _steps(request, trace_id)
    nodes = tree_of(steps[:STEPS])
    person, group = _person(request, steps), _group(request, steps)
    asked = next(filter(None, (question(node.event.properties) for node in nodes)), "")
    return {
        "tab": "traces",
        "trace_id": trace_id,
        "url": trace_path(trace_id),
        "tickets_url": f"/insights/trace-tickets/{trace_path(trace_id).rsplit('/', 1)[-1]}",
        "title": f"“{asked}”" if asked else f"Trace {clean(trace_id, 60)}",
        "nodes": nodes,
        "cut": len(steps) > STEPS,
        "failed": [node for node in nodes if node.span.is_failed],
        "person": person,
        "person_url": address(person) if person else "",
        "distinct_id": clean(steps[0].distinct_id, 60),
        "group": group,
        "group_url": address(group) if group else "",
        "at": steps[0].timestamp,
        **_totals(nodes),
    }


def trace_tickets(request: StaffRequest, trace_id: str) -> dict[str, Any]:
    """Opened by the person within a day of the trace."""
    steps = _steps(request, trace_id)
    person = _person(request, steps)
    moments = {person.pk: [step.timestamp for step in steps]} if person else {}
    return {"tickets": tickets_near(request.user, request.environment, moments)[:10]}


def _totals(nodes: list[Node]) -> dict[str, Any]:
    costs = [node.cost for node in nodes if node.cost is not None]
    begin = min(node.span.start for node in nodes)
    end = max(node.span.start + node.span.length for node in nodes)
    return {
        "tokens": sum(node.tokens for node in nodes),
        "cost": money(sum(costs)) if costs else "",
        "took": seconds(end - begin) if end > begin else "",
        "models": listed(list(dict.fromkeys(node.model for node in nodes if node.model)), 3),
        "answers": sum(node.event.event == "$ai_generation" for node in nodes),
    }


def _steps(request: StaffRequest, trace_id: str) -> list[StoredEvent]:
    found = [] if "\x00" in trace_id else steps_of(
        request.environment.pk, trace_id, limit=STEPS + 1
    )  # fmt: skip
    if not found:
        raise Http404("No such trace was captured in this environment.")
    return found


def _person(request: StaffRequest, steps: list[StoredEvent]) -> Person | None:
    """Whoever has the distinct id now: after a merge, the survivor."""
    try:
        return people.person_for(
            request.user, environment=request.environment, distinct_id=steps[0].distinct_id
        )
    except Person.DoesNotExist:
        return None


def _group(request: StaffRequest, steps: list[StoredEvent]) -> Group | None:
    accounts = accounts_of(request.environment)
    if accounts is None:
        return None
    keys = [step.group_keys[accounts.index] for step in steps]
    key = next(filter(None, keys), "")
    key = dict(accounts.merged).get(key, key)
    visible = people.groups_visible_to(request.user, request.environment)
    return visible.filter(type__index=accounts.index, key=key).first() if key else None
