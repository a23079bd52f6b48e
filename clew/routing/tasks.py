"""Background jobs of routing."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from clew.routing import notifying
from clew.routing.actions import recomputing
from clew.routing.actions.alerting import ALERTING


@app.task(name=ALERTING, queue="facts", retry=RetryStrategy(max_attempts=5, exponential_wait=2))
def alert_of_unknown_plans(numbers: list[int]) -> None:
    notifying.alert_leads(numbers)


@app.task(
    name=recomputing.RUNNING,
    queue="bulk",
    retry=RetryStrategy(max_attempts=5, exponential_wait=2),
)
def recompute(job_id: str) -> None:
    """A few seconds of it, then behind whoever waits."""
    if recomputing.run(UUID(job_id)):
        recomputing.defer(UUID(job_id))
