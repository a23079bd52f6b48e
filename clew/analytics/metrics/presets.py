"""Metrics to start from: what nearly every product sends."""

from dataclasses import dataclass

from clew.analytics.metrics.defining import Definition
from clew.analytics.models import UsageMetric

Math, Display, Format = UsageMetric.Math, UsageMetric.Display, UsageMetric.Format


@dataclass(frozen=True, slots=True)
class Preset:
    slug: str
    definition: Definition
    help: str


PRESETS = [
    Preset(
        "active-people",
        Definition(
            name="Active people", events=[""], math=Math.PEOPLE, display=Display.SPARKLINE
        ),
        "Different people who did anything",
    ),
    Preset(
        "events",
        Definition(name="Events", events=[""], display=Display.SPARKLINE),
        "Everything that was captured",
    ),
    Preset(
        "errors",
        Definition(
            name="Errors", events=["$exception"], days=7, display=Display.SPARKLINE,
            more_is_better=False,
        ),
        "Exceptions that SDKs caught; fewer is better",
    ),
    Preset(
        "pages-viewed",
        Definition(
            name="Pages viewed", events=["$pageview", "$screen"], display=Display.SPARKLINE
        ),
        "Pages on the web and screens of apps",
    ),
    Preset(
        "llm-cost",
        Definition(
            name="LLM cost", events=["$ai_generation", "$ai_embedding"], math=Math.SUM,
            math_property="$ai_total_cost_usd", display=Display.SPARKLINE,
            format=Format.CURRENCY, currency="USD", more_is_better=False,
        ),
        "What calls of language models cost",
    ),
]  # fmt: skip


def preset_called(slug: str) -> Preset | None:
    return next((each for each in PRESETS if each.slug == slug), None)
