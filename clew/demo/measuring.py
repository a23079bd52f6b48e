"""What Ottergrid counts of its customers: the usage metrics on their profiles."""

from clew.analytics.metrics.actions import create_metric
from clew.analytics.metrics.defining import Definition
from clew.analytics.metrics.presets import PRESETS
from clew.analytics.metrics.queries import metrics_of
from clew.analytics.models import UsageMetric
from clew.core.actors import SYSTEM
from clew.people.models import Environment

KEPT = ("active-people", "errors", "llm-cost")  # of the presets
LINE = UsageMetric.Display.SPARKLINE
FAILED = {"property": "status", "operator": "is", "value": ["failed"]}


def definitions() -> list[Definition]:
    ready = {preset.slug: preset.definition for preset in PRESETS}
    people, errors, cost = (ready[slug] for slug in KEPT)
    return [
        people,
        Definition(
            name="Flow runs", events=["flow_run_completed"], display=LINE,
            description="Runs that ended, well or badly, as the backend says.",
        ),
        Definition(
            name="Failed runs opened", days=7, display=LINE, more_is_better=False,
            events=[{"event": "run_opened", "filters": [FAILED]}],
            description="How often people looked at a run that had failed.",
        ),
        errors,
        Definition(
            name="Flows published", events=["flow_published"], display=LINE,
        ),
        cost,
    ]  # fmt: skip


def make_metrics(environment: Environment) -> None:
    """Each once; what somebody changed stays so, and with any metric there nothing is added."""
    if metrics_of(environment):
        return
    for definition in definitions():
        create_metric(environment=environment, definition=definition, by=SYSTEM)
