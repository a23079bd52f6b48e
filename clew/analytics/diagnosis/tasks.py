"""The job that looks. Tried once: whoever reads the ticket asks again."""

from procrastinate.contrib.django import app

from clew.analytics.diagnosis import actions


@app.task(name=actions.LOOKING, queue="diagnosis")
def diagnose(diagnosis_ids: list[int] | None = None, diagnosis_id: int | None = None) -> None:
    """``diagnosis_id``: as queued by an earlier release."""
    actions.look_at_several(diagnosis_ids or filter(None, [diagnosis_id]))
