"""Background jobs of webhooks."""

from procrastinate.contrib.django import app

from clew.core.jobs import swept_again
from clew.integrations.webhooks import sending
from clew.integrations.webhooks.outbox import SENDING


@app.task(name=SENDING, queue="deliveries")
@swept_again
def send_due_webhooks() -> None:
    """Queued with each webhook. What it leaves behind, the schedule's sweep finds."""
    sending.send_due()
