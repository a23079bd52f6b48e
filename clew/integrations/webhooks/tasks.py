"""Background jobs of webhooks."""

from procrastinate.contrib.django import app

from clew.core.jobs import swept_again
from clew.integrations.webhooks import sending
from clew.integrations.webhooks.outbox import SENDING


@app.task(name=SENDING, queue="deliveries")
@swept_again
def send_due_webhooks() -> None:
    """At most one at a time and one that waits. What it leaves behind, the schedule finds."""
    sending.send_due()
