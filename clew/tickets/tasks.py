"""Background jobs of tickets."""

from procrastinate.contrib.django import app

from clew.tickets import deliveries
from clew.tickets.actions.deliveries import SENDING
from clew.tickets.actions.uploads import expire_uploads


@app.task(name=SENDING, queue="deliveries")
def send_due_deliveries() -> None:
    """Queued with each reply."""
    deliveries.send_due()


@app.periodic(cron="* * * * *")
@app.task(
    name="tickets.sweep_deliveries", queue="deliveries", queueing_lock="tickets.sweep_deliveries"
)
def sweep_deliveries(timestamp: int) -> None:  # noqa: ARG001  procrastinate passes it
    """Repeats what failed, and finds what a crash left behind."""
    deliveries.send_due()


@app.periodic(cron="17 3 * * *")
@app.task(name="tickets.expire_uploads", queue="upkeep", queueing_lock="tickets.expire_uploads")
def expire_unsent_uploads(timestamp: int) -> None:  # noqa: ARG001  procrastinate passes it
    expire_uploads()
