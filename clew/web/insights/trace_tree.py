"""The steps of one trace as a tree: trace → spans → generations, on one scale of time."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from clew.events.records import StoredEvent
from clew.web.customers.exchanges import Said, answered, asked
from clew.web.customers.property_values import rows_of
from clew.web.customers.spans import Span, span_of
from clew.web.customers.text import clean, number
from clew.web.customers.wording.ai import money

KINDS = {
    "$ai_trace": "Trace", "$ai_span": "Span", "$ai_generation": "Generation",
    "$ai_embedding": "Embedding", "$ai_metric": "Metric", "$ai_feedback": "Feedback",
}  # fmt: skip
SPENDS = {"$ai_generation", "$ai_embedding"}
DEEPEST = 12
_SHOWN_ALREADY = {
    "$ai_input", "$ai_output_choices", "$ai_output", "$ai_input_state", "$ai_output_state",
}  # fmt: skip


@dataclass(frozen=True)
class Node:
    span: Span
    depth: int
    at: int  # per cent of the whole
    width: int

    @property
    def event(self) -> StoredEvent:
        return self.span.event

    @property
    def kind(self) -> str:
        named = KINDS.get(self.event.event)
        return named or clean(self.event.event.removeprefix("$ai_").capitalize(), 40)

    @property
    def spends(self) -> bool:
        return self.event.event in SPENDS

    @property
    def tokens(self) -> int:
        """Only where they arise."""
        names = ("$ai_input_tokens", "$ai_output_tokens")
        found = sum(max(number(self.event.properties.get(name)) or 0, 0) for name in names)
        return round(found) if self.spends else 0

    @property
    def cost(self) -> float | None:
        return number(self.event.properties.get("$ai_total_cost_usd")) if self.spends else None

    @property
    def cost_words(self) -> str:
        return money(self.cost)

    @property
    def model(self) -> str:
        return clean(self.event.properties.get("$ai_model"), 60)

    @property
    def error(self) -> str:
        return clean(self.event.properties.get("$ai_error"), 400) if self.span.is_failed else ""

    @cached_property
    def asked(self) -> list[Said]:
        return asked(self.event.properties)

    @cached_property
    def answered(self) -> list[Said]:
        return answered(self.event.properties)

    @cached_property
    def rows(self) -> Any:
        kept = {k: v for k, v in self.event.properties.items() if k not in _SHOWN_ALREADY}
        return rows_of(kept)


def tree_of(events: Sequence[StoredEvent]) -> list[Node]:
    """In the order of a tree, each step's own before the next. A parent unknown is no parent."""
    spans = sorted((span_of(event) for event in events), key=lambda one: one.start)
    if not spans:
        return []
    begin = spans[0].start
    whole = max(max(one.start + one.length for one in spans) - begin, 0.001)
    children = _children(spans)
    ordered = list(_walk(children, None, 0, set()))
    seen = {id(span) for span, _ in ordered}
    ordered += [(span, 0) for span in spans if id(span) not in seen]  # a circle of parents
    return [_node(span, depth, begin, whole) for span, depth in ordered]


def _children(spans: Sequence[Span]) -> dict[str | None, list[Span]]:
    known = {key for span in spans if (key := _key(span))}
    children: dict[str | None, list[Span]] = defaultdict(list)
    for span in spans:
        parent = _parent(span)
        is_known = parent in known and parent != _key(span)
        children[parent if is_known else None].append(span)
    return children


def _walk(
    children: dict[str | None, list[Span]], parent: str | None, depth: int, seen: set[int]
) -> Iterator[tuple[Span, int]]:
    for span in children.get(parent, []):
        if id(span) in seen:
            continue
        seen.add(id(span))
        yield span, min(depth, DEEPEST)
        key = _key(span)
        if key and depth < DEEPEST * 4:
            yield from _walk(children, key, depth + 1, seen)


def _node(span: Span, depth: int, begin: float, whole: float) -> Node:
    at = min(98, round(100 * (span.start - begin) / whole))
    return Node(span, depth, at, min(100 - at, max(2, round(100 * span.length / whole))))


def _key(span: Span) -> str:
    properties = span.event.properties
    if span.event.event == "$ai_trace":
        return _text(properties, "$ai_trace_id")
    return _text(properties, "$ai_span_id") or _text(properties, "$ai_generation_id")


def _parent(span: Span) -> str:
    """What names none hangs on the trace."""
    if span.event.event == "$ai_trace":
        return ""
    properties = span.event.properties
    return _text(properties, "$ai_parent_id") or _text(properties, "$ai_trace_id")


def _text(properties: dict[str, Any], name: str) -> str:
    return clean(properties.get(name), 200)
