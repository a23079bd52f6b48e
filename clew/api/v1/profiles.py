"""Everything known of one customer, section by section, each with a cursor of its own."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from ninja import Schema

from clew.api.v1.customer_shapes import (
    ErrorShape,
    EventShape,
    GroupProfile,
    GroupShape,
    GroupSummary,
    LlmTraceShape,
    NextCursors,
    PersonProfile,
    PersonShape,
    PersonSummary,
)
from clew.api.v1.metrics import usage_shapes
from clew.api.v1.ticket_shapes import TicketSummary
from clew.events.queries import errors_grouped, llm_traces, timeline
from clew.events.records import Cursor, Whose
from clew.events.whose import whose_of
from clew.people.models import ApiToken, Group, Person
from clew.people.queries import distinct_ids_of, groups_of, people_of
from clew.tickets.models.tickets import TicketQuerySet
from clew.tickets.queries import keyset_page, tickets_of_account, tickets_of_person

T = TypeVar("T")


class Cursors(Schema):
    """Where each section begins; ``limit`` is for each of them."""

    limit: int = 50
    people_cursor: str = ""
    events_cursor: str = ""
    errors_cursor: str = ""
    llm_traces_cursor: str = ""
    tickets_cursor: str = ""

    @property
    def size(self) -> int:
        return max(1, min(self.limit, 200))


def person_profile(token: ApiToken, person: Person, cursors: Cursors) -> PersonProfile:
    ids = distinct_ids_of(person)
    whose = Whose(person.environment_id, distinct_ids=ids)
    sections, after = _activity(whose, cursors)
    tickets, after.tickets = _tickets(tickets_of_person(token, person), cursors)
    return PersonProfile(
        person=PersonShape.of(person, properties=person.properties, distinct_ids=ids),
        groups=[GroupSummary.of(group) for group in groups_of(person)],
        people=[],
        tickets=tickets,
        usage_metrics=[shape.dict() for shape in usage_shapes(person)],
        next_cursors=after,
        **sections,
    )


def group_profile(token: ApiToken, group: Group, cursors: Cursors) -> GroupProfile:
    whose = whose_of(group)
    sections, after = _activity(whose, cursors)
    tickets, after.tickets = _tickets(tickets_of_account(token, group), cursors)
    members = people_of(group, cursors.people_cursor, cursors.size)
    after.people = members.next_cursor or None
    return GroupProfile(
        group=GroupShape.of(group, properties=group.properties),
        groups=[],
        people=[PersonSummary.of(person) for person in members.items],
        tickets=tickets,
        usage_metrics=[shape.dict() for shape in usage_shapes(group)],
        next_cursors=after,
        **sections,
    )


def _activity(whose: Whose, cursors: Cursors) -> tuple[dict[str, Any], NextCursors]:
    events = timeline(whose, before=_event_cursor(cursors.events_cursor), limit=cursors.size)
    errors, after_errors = _skipped(errors_grouped, whose, "errors", cursors)
    traces, after_traces = _skipped(llm_traces, whose, "llm_traces", cursors)
    sections = {
        "events": [EventShape.of(event) for event in events.events],
        "errors": [ErrorShape.of(error) for error in errors],
        "llm_traces": [LlmTraceShape.of(trace) for trace in traces],
    }
    after = NextCursors(
        events=str(events.next) if events.next else None,
        errors=after_errors,
        llm_traces=after_traces,
    )
    return sections, after


def _skipped(
    read: Callable[..., Sequence[T]], whose: Whose, section: str, cursors: Cursors
) -> tuple[Sequence[T], str | None]:
    """Of grouped rows, whose order changes as events arrive, the cursor is a count."""
    text = getattr(cursors, f"{section}_cursor") or "0"
    if not text.isdecimal():
        raise _not_a_cursor(section)
    skip = int(text)
    rows = read(whose, limit=cursors.size + 1, skip=skip)
    more = len(rows) > cursors.size
    return rows[: cursors.size], str(skip + cursors.size) if more else None


def _event_cursor(text: str) -> Cursor | None:
    try:
        return Cursor.read(text) if text else None
    except ValueError:
        raise _not_a_cursor("events") from None


def _not_a_cursor(section: str) -> ValidationError:
    return ValidationError({f"{section}_cursor": "Not a cursor. Start again without one."})


def _tickets(found: TicketQuerySet, cursors: Cursors) -> tuple[list[TicketSummary], str | None]:
    page = keyset_page(found, "created_at", cursors.tickets_cursor, cursors.size)
    prefetch_related_objects(page.items, "requester__distinct_ids")
    return [TicketSummary.of(ticket) for ticket in page.items], page.next_cursor or None
