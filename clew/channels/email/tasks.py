"""Background jobs of mail."""

from procrastinate.contrib.django import app

from clew.channels.email.intake import processing
from clew.channels.email.intake.queueing import PROCESSING, TELLING
from clew.channels.email.machines import telling
from clew.channels.email.received.asking import RECONCILING
from clew.channels.email.received.reconciling import reconcile
from clew.channels.email.setup import checks
from clew.core.jobs import swept_again


@app.task(name=PROCESSING, queue="mail")
@swept_again
def process_due_mail() -> None:
    """Queued with each mail that comes in. What it leaves behind, the schedule's sweep finds."""
    processing.process_due()


@app.task(name=TELLING, queue="mail-telling")
@swept_again
def tell_that_mail_arrived() -> None:
    """Acknowledgements of what opened tickets."""
    telling.tell_due()


@app.task(name=checks.SENDING, queue="mail")
def send_check(check_id: int) -> None:
    """A test mail of the setup page."""
    checks.run_by_id(check_id)


@app.task(name=RECONCILING, queue="mail-counting")
def count_mail() -> None:
    """An admin asked; else once a day."""
    reconcile()
