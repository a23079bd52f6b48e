"""The steps of one LLM trace on a common time scale."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from clew.events.records import StoredEvent
from clew.web.customers.text import clean, number
from clew.web.customers.wording.ai import failed, seconds

_DEEPEST = 6
_LONGEST = 24 * 3600  # seconds; a longer step is a wrong unit
_STEPS = {"$ai_span", "$ai_generation", "$ai_embedding"}


@dataclass(frozen=True, slots=True)
class Span:
    name: str
    start: float  # seconds since the epoch
    length: float  # seconds
    depth: int
    is_failed: bool
    event: StoredEvent

    @property
    def took(self) -> str:
        return seconds(self.length)


@dataclass(slots=True)
class Bar:
    span: Span
    at: int  # per cent of the whole
    width: int
    is_slowest: bool


@dataclass(slots=True)
class Spans:
    bars: list[Bar] = field(default_factory=list)
    left_out: int = 0

    @property
    def sentence(self) -> str:
        steps = ", ".join(f"{bar.span.name} {bar.span.took}" for bar in self.bars)
        return f"Steps: {steps}"

    def __bool__(self) -> bool:
        return len(self.bars) > 1  # one step is no tree; its latency is on the row already


def spans_of(events: Iterable[StoredEvent], *, limit: int = 60) -> Spans:
    """SDKs send a step when it ends, so it began its latency earlier."""
    steps = [event for event in events if event.event in _STEPS]
    parents = {_id(event): _text(event, "$ai_parent_id") for event in steps if _id(event)}
    spans = sorted((span_of(event, parents) for event in steps), key=lambda one: one.start)
    if not spans:
        return Spans()
    begin = spans[0].start
    whole = max(span.start + span.length for span in spans) - begin or 1
    leaves = [span.length for span in spans if _id(span.event) not in set(parents.values())]
    slowest = max(leaves, default=0)
    return Spans(
        [_bar(span, begin, whole, slowest) for span in spans[:limit]], max(0, len(spans) - limit)
    )


def _bar(span: Span, begin: float, whole: float, slowest: float) -> Bar:
    at = min(98, round(100 * (span.start - begin) / whole))
    width = min(100 - at, max(2, round(100 * span.length / whole)))
    return Bar(span, at, width, is_slowest=0 < span.length == slowest)


def span_of(event: StoredEvent, parents: dict[str, str] | None = None) -> Span:
    latency = min(max(number(event.properties.get("$ai_latency")) or 0.0, 0.0), _LONGEST)
    return Span(
        name=_name(event),
        start=(event.timestamp - timedelta(seconds=latency)).timestamp(),
        length=latency,
        depth=_depth(_text(event, "$ai_parent_id"), parents or {}),
        is_failed=failed(event.properties),
        event=event,
    )


def _name(event: StoredEvent) -> str:
    named = _text(event, "$ai_span_name") or _text(event, "$ai_tool_name")
    return named or _text(event, "$ai_model") or event.event.removeprefix("$ai_")


def _depth(parent: str, parents: dict[str, str]) -> int:
    depth = 0
    while parent in parents and depth < _DEEPEST:
        depth, parent = depth + 1, parents[parent]
    return depth


def _id(event: StoredEvent) -> str:
    return _text(event, "$ai_span_id") or _text(event, "$ai_generation_id")


def _text(event: StoredEvent, name: str) -> str:
    return clean(event.properties.get(name), 80)
