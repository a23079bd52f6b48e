"""What one event, or one LLM trace, opens to."""

from typing import Any
from uuid import UUID

from django.http import Http404

from clew.events import queries as events
from clew.events.records import Kind, StoredEvent
from clew.people.requests import StaffRequest
from clew.web.customers.exceptions import Exceptions
from clew.web.customers.exchanges import Said, answered, asked
from clew.web.customers.property_values import rows_of
from clew.web.customers.spans import spans_of
from clew.web.customers.subject import Subject
from clew.web.insights.addresses import trace_path

STEPS = 300  # events of one trace
# Shown in a form of their own; as raw properties they would be read twice.
_READ_ALREADY = {
    "$exception_list", "$ai_input", "$ai_output_choices", "$elements", "$elements_chain",
}  # fmt: skip


def event(request: StaffRequest, subject: Subject) -> dict[str, Any]:
    """Raises Http404 for an event that is somebody else's."""
    try:
        uuid = UUID(request.GET.get("uuid", ""))
    except ValueError:
        raise Http404("This is not the id of an event.") from None
    found = events.event_by_uuid(subject.whose.environment_id, uuid)
    if found is None or not subject.owns(found):
        raise Http404("This customer has no such event.")
    return {
        "subject": subject,
        "event": found,
        "exceptions": Exceptions.of(found.properties) if found.kind is Kind.ERRORS else None,
        "messages": exchange(found) if found.kind is Kind.LLM else [],
        "rows": rows_of(_rest(found)),
    }


def trace(request: StaffRequest, subject: Subject) -> dict[str, Any]:
    """Raises Http404 when the customer has no such trace."""
    trace_id = request.GET.get("id", "")
    steps = events.trace_steps(subject.whose, trace_id, limit=STEPS)
    if not steps:
        raise Http404("This customer has no such trace.")
    spoken = next((step for step in steps if step.event == "$ai_generation"), steps[0])
    return {
        "subject": subject,
        "trace_id": trace_id,
        "trace_url": trace_path(trace_id),
        "steps": steps,
        "spans": spans_of(steps),
        "messages": exchange(spoken),
        "rows": rows_of(_rest(spoken)),
    }


def exchange(spoken: StoredEvent) -> list[Said]:
    return [*asked(spoken.properties), *answered(spoken.properties)]


def _rest(found: StoredEvent) -> dict[str, Any]:
    return {name: value for name, value in found.properties.items() if name not in _READ_ALREADY}
