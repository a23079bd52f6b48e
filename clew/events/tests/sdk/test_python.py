from datetime import UTC, datetime, timedelta

import pytest
from posthog import Posthog

from clew.events import queries
from clew.events.models import QuarantinedEvent
from clew.people.models import Group, Person


@pytest.fixture(params=[False, True], ids=["plain", "gzip"])
def sdk(live, request):
    client = Posthog(live.captured.key.key, host=live.url, gzip=request.param, flush_interval=0.1)
    yield client
    client.shutdown()


def test_a_backend_tells_about_its_customers(live, sdk):
    sdk.set(distinct_id="ada", properties={"email": "ada@tea.example", "name": "Ada"})
    sdk.group_identify("company", "acme", {"name": "Acme", "plan": "pro"})
    at = datetime(2026, 3, 4, 12, tzinfo=UTC)
    sdk.capture(
        "tea poured", distinct_id="ada", properties={"cups": 2}, groups={"company": "acme"},
        timestamp=at,
    )  # fmt: skip
    sdk.alias(previous_id="anon", distinct_id="ada")
    sdk.flush()
    found = live.events(of="ada", wait_for=2)
    poured = found["tea poured"]
    assert poured.properties["cups"] == 2
    assert poured.lib == "posthog-python"
    assert abs(poured.timestamp - at) < timedelta(seconds=2)  # moved by the way here
    assert Person.objects.get(email="ada@tea.example").name == "Ada"
    assert Group.objects.get(key="acme").name == "Acme"
    assert poured.group_keys[0] == "acme"
    assert not QuarantinedEvent.objects.exists()


def test_an_exception_has_a_readable_stack(live, sdk):
    try:
        raise ValueError("the kettle is empty")
    except ValueError as error:
        sdk.capture_exception(error, distinct_id="ada")
    sdk.flush()
    live.events(of="ada", wait_for=1)
    (group,) = queries.errors_grouped(live.captured.whose("ada"))
    assert (group.type, group.value) == ("ValueError", "the kettle is empty")
    assert group.exceptions[0]["stacktrace"]["frames"][-1]["function"].startswith("test_an_")


def test_an_ai_trace_is_read(live, sdk):
    sdk.capture(
        "$ai_generation",
        distinct_id="ada",
        properties={
            "$ai_trace_id": "t1", "$ai_model": "tea-1", "$ai_input_tokens": 12,
            "$ai_output_tokens": 34, "$ai_latency": 0.5, "$ai_total_cost_usd": 0.01,
            "$ai_input": [{"role": "user", "content": "Which tea?"}],
            "$ai_output_choices": [{"role": "assistant", "content": "Green."}],
        },
    )  # fmt: skip
    sdk.flush()
    live.events(of="ada", wait_for=1)
    (trace,) = queries.llm_traces(live.captured.whose("ada"))
    assert (trace.trace_id, trace.output_tokens, trace.cost_usd) == ("t1", 34, 0.01)
    assert trace.latest_output[0]["content"] == "Green."
