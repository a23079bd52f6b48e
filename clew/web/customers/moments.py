"""What happened, one thing at a time: an event, a whole LLM trace, or a ticket."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from clew.events.records import Kind, StoredEvent
from clew.tickets.models import Ticket
from clew.web.customers.spans import Spans, spans_of
from clew.web.customers.text import clean
from clew.web.customers.wording import Words, in_words
from clew.web.customers.wording.ai import in_words_together

_BARS = 8  # of one trace in a timeline


@dataclass(frozen=True, slots=True)
class Who:
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Moment:
    """Either ``event`` or ``ticket`` is given. ``who`` is said where many act: on group pages."""

    at: datetime
    words: Words
    event: StoredEvent | None = None
    ticket: Ticket | None = None
    trace_id: str = ""
    spans: Spans = field(default_factory=Spans)
    who: Who | None = None

    @property
    def name(self) -> str:
        return self.event.event if self.event else ""


def moments(events: Iterable[StoredEvent], tickets: Iterable[Ticket] = ()) -> list[Moment]:
    """Newest first. Events of one LLM trace are one moment."""
    found = [*_of_events(events), *(_of_ticket(ticket) for ticket in tickets)]
    return sorted(found, key=lambda moment: moment.at, reverse=True)


def said_who(found: Iterable[Moment], people: dict[str, Who]) -> list[Moment]:
    """``people`` is by distinct id."""
    return [
        replace(one, who=people.get(one.event.distinct_id)) if one.event else one for one in found
    ]


def _of_events(events: Iterable[StoredEvent]) -> Iterator[Moment]:
    traces: dict[str, list[StoredEvent]] = {}
    for event in events:
        trace_id = trace_of(event)
        if trace_id:
            traces.setdefault(trace_id, []).append(event)
        else:
            yield Moment(event.timestamp, in_words(event.event, event.properties), event)
    for trace_id, steps in traces.items():
        yield _of_trace(trace_id, steps)


def trace_of(event: StoredEvent) -> str:
    return clean(event.properties.get("$ai_trace_id"), 200) if event.kind is Kind.LLM else ""


def _of_trace(trace_id: str, steps: list[StoredEvent]) -> Moment:
    """``steps`` is newest first and never empty."""
    words = in_words_together([(step.event, step.properties) for step in steps])
    spans = spans_of(steps, limit=_BARS)
    return Moment(steps[0].timestamp, words, steps[0], trace_id=trace_id, spans=spans)


def _of_ticket(ticket: Ticket) -> Moment:
    by = {"widget": "from the help widget", "api": "through the API"}.get(
        ticket.channel, f"by {ticket.channel}"
    )
    words = Words("chat", f"Opened #{ticket.number} {clean(ticket.subject, 140)}", sub=by)
    return Moment(ticket.created_at, words, ticket=ticket)
