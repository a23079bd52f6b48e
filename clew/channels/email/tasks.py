"""Background jobs of mail."""

from procrastinate.contrib.django import app

from clew.channels.email.intake import processing
from clew.channels.email.intake.queueing import PROCESSING


@app.task(name=PROCESSING, queue="mail")
def process_due_mail() -> None:
    """Queued with each mail that comes in. What it leaves behind, the schedule's sweep finds."""
    processing.process_due()
