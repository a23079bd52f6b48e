"""The job that looks. Tried once: whoever reads the ticket asks again."""

from procrastinate.contrib.django import app

from clew.analytics.diagnosis import actions


@app.task(name=actions.LOOKING, queue="diagnosis")
def diagnose(diagnosis_id: int) -> None:
    actions.look(diagnosis_id)
