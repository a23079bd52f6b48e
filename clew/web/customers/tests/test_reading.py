"""Stack traces, exchanges and trace bars."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from clew.events.records import StoredEvent
from clew.web.customers.exceptions import Exceptions
from clew.web.customers.exchanges import answered, asked, question
from clew.web.customers.moments import moments
from clew.web.customers.spans import spans_of
from clew.web.customers.timeline import days

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)


def stored(event, seconds=0.0, **properties):
    return StoredEvent(
        uuid4(), event, AT + timedelta(seconds=seconds), "ada", UUID(int=7), "", "web", "1",
        ("", "", "", "", ""), properties,
    )  # fmt: skip


def frame(line, *, own=True, **more):
    return {"filename": "src/deliver.ts", "function": "send", "lineno": line, "in_app": own} | more


def test_the_crash_is_at_the_top_and_libraries_are_folded():
    frames = [frame(1), frame(2, own=False), frame(3)]
    error = Exceptions.of({"$exception_list": [{"type": "E", "stacktrace": {"frames": frames}}]})
    assert [f.position for f in error.caught.own_frames] == ["3", "1"]
    assert [f.position for f in error.caught.library_frames] == ["2"]
    assert error.caught.where == "deliver.ts:3"


def test_without_a_mark_for_own_code_every_frame_is_shown():
    frames = [frame(1, own=False), frame(2, own=False)]
    error = Exceptions.of({"$exception_list": [{"type": "E", "stacktrace": {"frames": frames}}]})
    assert len(error.caught.own_frames) == 2
    assert error.caught.library_frames == []


def test_the_lines_around_the_crash_are_numbered():
    shown = frame(10, context_line="boom()", pre_context=["a", "b"], post_context=["c"])
    error = Exceptions.of({"$exception_list": [{"type": "E", "stacktrace": {"frames": [shown]}}]})
    lines = error.caught.frames[0].lines
    assert [(line.number, line.code, line.is_crash) for line in lines] == [
        (8, "a", False), (9, "b", False), (10, "boom()", True), (11, "c", False),
    ]  # fmt: skip


def test_the_caught_error_comes_first_and_the_root_cause_last():
    chain = Exceptions.of({"$exception_list": [{"type": "Outer"}, {"type": "Inner"}]})
    assert (chain.caught.type, chain.root.type) == ("Outer", "Inner")


def test_broken_lists_are_still_an_error():
    for broken in (None, "x", [], [1], [{"stacktrace": {"frames": "x"}}], [{"stacktrace": 1}]):
        assert Exceptions.of({"$exception_list": broken}).caught.type == "Error"


def test_an_exchange_in_every_shape_seen():
    given = {
        "$ai_input": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": [{"type": "text", "text": "Where is it?"}]},
            {"role": "assistant", "content": None,
             "tool_calls": [{"function": {"name": "find", "arguments": '{"id": 7}'}}]},
            {"role": "tool", "content": "gone"},
        ],
        "$ai_output_choices": [
            {"message": {"role": "assistant", "content": "It is gone."}},
            {"role": "assistant", "content": [{"type": "tool_use", "name": "undo", "input": {}}]},
        ],
    }  # fmt: skip
    said = [*asked(given), *answered(given)]
    assert [one.role for one in said] == [
        "Instructions", "User", "Assistant", "Tool result", "Assistant", "Assistant",
    ]  # fmt: skip
    assert said[2].calls[0].name == "find"
    assert said[4].text == "It is gone."
    assert said[5].calls[0].name == "undo"
    assert question(given) == "Where is it?"
    assert asked({"$ai_input": "plain"})[0].text == "plain"


def test_steps_stand_where_they_happened():
    steps = [
        stored("$ai_span", 1, **{"$ai_span_name": "retrieve", "$ai_latency": 1}),
        stored("$ai_generation", 4, **{"$ai_span_name": "answer", "$ai_latency": 3}),
    ]
    bars = spans_of(steps).bars
    assert [(bar.span.name, bar.at, bar.width, bar.is_slowest) for bar in bars] == [
        ("retrieve", 0, 25, False), ("answer", 25, 75, True),
    ]  # fmt: skip


def test_one_trace_is_one_moment():
    steps = [
        stored("$ai_trace", 5, **{"$ai_trace_id": "t", "$ai_span_name": "helper"}),
        stored("$ai_generation", 4, **{"$ai_trace_id": "t", "$ai_latency": 3}),
        stored("$ai_span", 1, **{"$ai_trace_id": "t", "$ai_latency": 1}),
    ]
    (moment,) = moments(steps)
    assert moment.trace_id == "t"
    assert moment.words.sub == "helper"


def rows(*events, zone=UTC, shown=None):
    found = days(moments(events), zone=zone, today=AT.date(), shown=shown)
    return [(day.heading, [(e.words.sentence, e.count) for e in day.entries]) for day in found]


def test_repeats_become_one_row_and_days_are_separated():
    seen = rows(stored("a"), stored("a", -1), stored("b", -2), stored("a", -3), stored("a", -86400))
    assert seen == [
        ("Today, 4 March", [("a", 2), ("b", 1), ("a", 1)]),
        ("Yesterday, 3 March", [("a", 1)]),
    ]


def test_the_same_error_is_one_row_of_its_day():
    error = {"$exception_list": [{"type": "Boom", "value": "x"}]}
    seen = rows(stored("$exception", **error), stored("b", -1), stored("$exception", -2, **error))
    assert seen == [("Today, 4 March", [("Boom", 2), ("b", 1)])]


def test_a_day_that_goes_on_has_its_heading_once():
    assert rows(stored("a"), shown=AT.date()) == [("", [("a", 1)])]
