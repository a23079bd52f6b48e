"""What a model did for the person."""

from collections.abc import Sequence
from dataclasses import replace

from clew.web.customers.exchanges import question
from clew.web.customers.text import clean, number
from clew.web.customers.wording.shape import Properties, Words, first


def generation(properties: Properties) -> Words:
    asked = question(properties, 80)
    if failed(properties):
        error = clean(properties.get("$ai_error"), 160)
        text = f"Assistant failed on “{asked}”" if asked else "Assistant failed"
        return Words("sparkle", text, sub=error or cost_line(properties),
                     side=latency(properties), tone="red")  # fmt: skip
    text = f"Assistant answered “{asked}”" if asked else "Assistant answered"
    return Words("sparkle", text, sub=cost_line(properties), side=latency(properties))


def embedding(properties: Properties) -> Words:
    sub = cost_line(properties)
    return Words("sparkle", "Text turned into an embedding", sub=sub, side=latency(properties))


def span(properties: Properties) -> Words:
    name = first(properties, "$ai_span_name", "$ai_tool_name") or "a step"
    tone = "red" if failed(properties) else ""
    error = clean(properties.get("$ai_error"), 160) if tone else ""
    text = "Assistant step failed" if tone else "Assistant step"
    return Words("sparkle", text, name, sub=error, side=latency(properties), tone=tone)


def trace(properties: Properties) -> Words:
    name = first(properties, "$ai_span_name", "$ai_trace_name")
    tone = "red" if failed(properties) else ""
    return Words("sparkle", "Assistant run", name, side=latency(properties), tone=tone)


def metric(properties: Properties) -> Words:
    name = first(properties, "$ai_metric_name") or "a metric"
    value = first(properties, "$ai_metric_value", limit=40)
    return Words("sparkle", "Answer rated", name, f"is {value}" if value else "")


def feedback(properties: Properties) -> Words:
    text = first(properties, "$ai_feedback_text", limit=160)
    return Words("sparkle", "Feedback on an answer", sub=f"“{text}”" if text else "")


def failed(properties: Properties) -> bool:
    flag = properties.get("$ai_is_error")
    return flag is True or flag == "true"


def cost_line(properties: Properties) -> str:
    tokens = _tokens(properties)
    parts = [
        first(properties, "$ai_model", limit=60),
        f"{tokens:,.0f} tokens" if tokens else "",
        money(number(properties.get("$ai_total_cost_usd"))),
    ]
    return ", ".join(part for part in parts if part)


def money(dollars: float | None) -> str:
    if dollars is None or dollars < 0:
        return ""
    if dollars >= 1:
        return f"${dollars:,.2f}"
    return f"${dollars:.3f}" if dollars >= 0.001 else f"${dollars:.5f}"  # noqa: PLR2004


def latency(properties: Properties) -> str:
    return seconds(number(properties.get("$ai_latency")))


def seconds(value: float | None) -> str:
    if value is None or value < 0:
        return ""
    if value < 1:
        return f"{value * 1000:.0f} ms"
    return f"{value:.1f} s" if value < 120 else f"{value / 60:.0f} min"  # noqa: PLR2004


def in_words_together(steps: Sequence[tuple[str, Properties]]) -> Words:
    """One sentence for a whole trace; ``steps`` is newest first and never empty."""
    generations = [properties for event, properties in steps if event == "$ai_generation"]
    roots = [properties for event, properties in steps if event == "$ai_trace"]
    if not generations:
        event, properties = steps[0]
        single = {"$ai_trace": trace, "$ai_metric": metric, "$ai_feedback": feedback}
        return single.get(event, embedding if event == "$ai_embedding" else span)(properties)
    words = generation(generations[0])
    name = next((first(p, "$ai_span_name", "$ai_trace_name") for p in roots), "")
    parts = [name or first(generations[0], "$ai_model", limit=60), *_sums(generations)]
    stopped = any(failed(properties) for _, properties in steps)
    return replace(
        words,
        sub=words.sub if words.tone else ", ".join(part for part in parts if part),
        side=next((latency(p) for p in roots if latency(p)), words.side),
        tone="red" if words.tone else ("amber" if stopped else ""),
    )


def _sums(generations: Sequence[Properties]) -> list[str]:
    tokens = sum(_tokens(properties) for properties in generations)
    costs = [number(properties.get("$ai_total_cost_usd")) for properties in generations]
    known = [cost for cost in costs if cost is not None]
    return [f"{tokens:,.0f} tokens" if tokens else "", money(sum(known) if known else None)]


def _tokens(properties: Properties) -> float:
    names = ("$ai_input_tokens", "$ai_output_tokens")
    return sum(number(properties.get(name)) or 0 for name in names)
