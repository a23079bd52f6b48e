"""LLM traces: a question to Ottergrid's assistant, as its backend reports it."""

from functools import cache
from typing import Any

from clew.demo.activity.moments import Moment
from clew.demo.activity.tables import table_of
from clew.demo.edition import stable_uuid

MODEL = {"$ai_provider": "halden", "$ai_model": "halden-large-2"}
SMALL = {"$ai_provider": "halden", "$ai_model": "halden-small-2"}
DOLLARS_IN, DOLLARS_OUT = 3.0, 15.0  # for a million tokens
SYSTEM = (
    "You are Ottergrid's assistant. Answer from the customer's own flows, runs and tables. "
    "Prepare changes, never apply them without a confirmation."
)
LATE_TOOL = 30.0  # seconds after which a tool is given up


def usual_trace(moment: Moment) -> None:
    """Some question that anybody may ask."""
    exchange = moment.roll.choice(_exchanges(rare=False))
    tell_trace(moment, exchange)
    moment.wait(25, 120)


def named_trace(moment: Moment, key: str) -> None:
    """The one exchange that a ticket is about."""
    every = [*_exchanges(rare=True), *_exchanges(rare=False)]
    tell_trace(moment, next(row for row in every if row.get("key") == key))


def tell_trace(moment: Moment, exchange: dict[str, Any]) -> None:
    """Plan, retrieve, use a tool, answer; then the trace itself, which says how long it took."""
    moment.browser("assistant_question_asked", {"characters": len(exchange["question"])})
    trace = {"$ai_trace_id": str(stable_uuid(moment.now, "trace", moment.session_id))}
    trace["$ai_session_id"] = moment.session_id
    failed = bool(exchange.get("error"))
    began = moment.now
    asked = [_said("system", SYSTEM), _said("user", exchange["question"])]
    plan = f"I will call {exchange['tool']} to find out."
    _generation(moment, trace, SMALL, asked, plan)
    documents = {"$ai_input_state": exchange["question"], "$ai_output_state": "3 documents"}
    _span(moment, trace, "retrieve", documents, moment.roll.uniform(0.1, 0.9))
    _tool(moment, trace, exchange, failed=failed)
    if not failed:
        result = [*asked, _said("assistant", plan), _said("tool", exchange["found"])]
        _generation(moment, trace, MODEL, result, exchange["answer"])
    _whole(moment, trace, exchange, (moment.now - began).total_seconds())


def _whole(moment: Moment, trace: dict[str, str], exchange: dict[str, Any], seconds: float) -> None:
    properties: dict[str, Any] = {
        **trace,
        "$ai_span_name": "ops-assistant",
        "$ai_input_state": {"messages": [_said("user", exchange["question"])]},
        "$ai_output_state": {"messages": [_said("assistant", exchange["answer"])]},
        "$ai_latency": round(seconds, 2),
        "$ai_is_error": bool(exchange.get("error")),
    }
    if exchange.get("error"):
        properties["$ai_error"] = exchange["error"]
    moment.server("$ai_trace", properties)


def _generation(
    moment: Moment,
    trace: dict[str, str],
    model: dict[str, str],
    asked: list[dict[str, str]],
    answer: str,
) -> None:
    seconds = moment.roll.uniform(0.4, 3.2)
    moment.wait(seconds, seconds)
    step = f"generate-{len(asked)}"
    properties: dict[str, Any] = {
        **trace,
        **model,
        **_tokens(moment, model, asked, answer),
        "$ai_span_name": "answer" if model is MODEL else "plan",
        "$ai_generation_id": str(stable_uuid(moment.now, step, trace["$ai_trace_id"])),
        "$ai_parent_id": trace["$ai_trace_id"],
        "$ai_model_parameters": {"temperature": 0.2, "max_tokens": 1200},
        "$ai_input": asked,
        "$ai_output_choices": [_said("assistant", answer)],
        "$ai_latency": round(seconds, 2),
        "$ai_http_status": 200,
        "$ai_stop_reason": "stop",
    }
    moment.server("$ai_generation", properties)


def _tokens(
    moment: Moment, model: dict[str, str], asked: list[dict[str, str]], answer: str
) -> dict[str, float]:
    read = 900 + sum(len(said["content"]) for said in asked) // 4 + moment.roll.randint(0, 700)
    written = 20 + len(answer) // 4
    price = (read * DOLLARS_IN + written * DOLLARS_OUT) / 1_000_000
    return {
        "$ai_input_tokens": read,
        "$ai_output_tokens": written,
        "$ai_total_cost_usd": round(price if model is MODEL else price / 10, 6),
    }


def _tool(moment: Moment, trace: dict[str, str], exchange: dict[str, Any], *, failed: bool) -> None:
    seconds = LATE_TOOL if failed else moment.roll.uniform(0.2, 4.5)
    failure = {"$ai_is_error": True, "$ai_error": exchange["error"]} if failed else {}
    states = {"$ai_input_state": exchange["arguments"], "$ai_output_state": exchange["found"]}
    _span(moment, trace, exchange["tool"], {**states, **failure}, seconds)


def _span(
    moment: Moment, trace: dict[str, str], name: str, more: dict[str, Any], seconds: float
) -> None:
    moment.wait(seconds, seconds)
    properties = {
        **trace,
        "$ai_span_id": str(stable_uuid(moment.now, name, trace["$ai_trace_id"])),
        "$ai_parent_id": trace["$ai_trace_id"],
        "$ai_span_name": name,
        "$ai_latency": round(seconds, 2),
        "$ai_is_error": False,
    }
    moment.server("$ai_span", properties | more)


def _said(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}


@cache
def _exchanges(*, rare: bool) -> tuple[dict[str, Any], ...]:
    rows = table_of("traces")["exchange"]
    return tuple(row for row in rows if bool(row.get("rare")) == rare)
