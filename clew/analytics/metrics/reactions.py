"""A metric that is new or another now is counted for every account at once."""

from clew.analytics.metric_facts import MetricChanged, MetricCreated, MetricRestored
from clew.analytics.metrics.figures import defer
from clew.core.facts import Recorded, reaction
from clew.people.facts import AccountTypeChosen

MEANING = {"events", "filters", "math", "math_property", "days"}


@reaction(MetricCreated, MetricRestored, AccountTypeChosen)
def count_figures_anew(recorded: Recorded) -> None:
    defer(recorded.fact.environment_id)


@reaction(MetricChanged)
def count_figures_that_mean_something_else(recorded: Recorded) -> None:
    if MEANING & set(recorded.fact.changed):
        defer(recorded.fact.environment_id)
