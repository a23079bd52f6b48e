"""The steps of a trace in the order of their tree."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from clew.events.records import StoredEvent
from clew.web.insights.trace_tree import tree_of

BEGUN = datetime(2026, 11, 20, 12, tzinfo=UTC)


def step(name, parent="", *, ends=1.0, took=1.0, event="$ai_span", **more):
    properties = {
        "$ai_trace_id": "t1", "$ai_span_id": name, "$ai_parent_id": parent or None,
        "$ai_span_name": name, "$ai_latency": took,
    } | {f"$ai_{key}": value for key, value in more.items()}  # fmt: skip
    at = BEGUN + timedelta(seconds=ends)
    groups = ("", "", "", "", "")
    return StoredEvent(uuid4(), event, at, "ada", uuid4(), "", "", "", groups, properties)


def told(*steps):
    return [(node.span.name, node.depth) for node in tree_of(steps)]


@pytest.mark.parametrize(
    ("steps", "tree"),
    [
        ([], []),
        (
            [
                step("answer", "plan", ends=3), step("plan", ends=4, took=4),
                step("root", event="$ai_trace", ends=5, took=5), step("tidy", ends=5, took=0.5),
            ],
            [("root", 0), ("plan", 1), ("answer", 2), ("tidy", 1)],
        ),
        ([step("a", "gone"), step("b", "a", ends=2)], [("a", 0), ("b", 1)]),
        ([step("a", "a")], [("a", 0)]),
        ([step("a", "b"), step("b", "a", ends=2)], [("a", 0), ("b", 0)]),
        ([step("a"), step("a", ends=2)], [("a", 0), ("a", 0)]),
    ],
)  # fmt: skip
def test_children_follow_their_parent(steps, tree):
    assert told(*steps) == tree


def test_bars_stand_where_the_step_was():
    first, second = tree_of([step("a", ends=1), step("b", ends=4, took=2)])
    assert (first.at, first.width, second.at, second.width) == (0, 25, 50, 50)


def test_only_what_spends_has_tokens_and_cost():
    spent = {"input_tokens": 10, "output_tokens": "5", "total_cost_usd": 0.01}
    span, generation = tree_of([step("a", **spent), step("b", event="$ai_generation", **spent)])
    assert (span.tokens, span.cost, generation.tokens, generation.cost) == (0, None, 15, 0.01)


def test_a_long_chain_is_cut_in_depth_not_in_steps():
    chain = [step(f"s{n}", f"s{n - 1}", ends=n) for n in range(1, 80)]
    assert len(tree_of(chain)) == 79
