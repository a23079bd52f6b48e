"""The job that looks. Only an engine that is away makes it try again: safe, see ``actions``."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from clew.analytics.diagnosis import actions


@app.task(
    name=actions.LOOKING,
    queue="diagnosis",
    retry=RetryStrategy(max_attempts=5, exponential_wait=2),
)
def diagnose(diagnosis_ids: list[int] | None = None, diagnosis_id: int | None = None) -> None:
    """``diagnosis_id``: as queued by an earlier release."""
    actions.look_at_several(diagnosis_ids or filter(None, [diagnosis_id]))
