"""Background jobs of tickets."""

from procrastinate.contrib.django import app

from clew.tickets import deliveries
from clew.tickets.actions.deliveries import SENDING


@app.task(name=SENDING, queue="deliveries")
def send_due_deliveries() -> None:
    """Queued with each reply. What it leaves behind, the schedule's sweep finds."""
    deliveries.send_due()
