"""Background jobs of tickets."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from clew.core.jobs import swept_again
from clew.tickets import bulk, deliveries, page_titles
from clew.tickets.actions import tag_settings
from clew.tickets.actions.deliveries import SENDING
from clew.tickets.actions.held import release_due
from clew.tickets.actions.links import READING_TITLES
from clew.tickets.bulk.starting import PRIORITY, RUNNING


@app.task(name=SENDING, queue="deliveries")
@swept_again
def send_due_deliveries() -> None:
    """For what an agent tries again. What it leaves behind, the schedule's sweep finds."""
    deliveries.send_due()


@app.task(name=RUNNING, queue="bulk", retry=RetryStrategy(max_attempts=5, exponential_wait=2))
def run_bulk_job(job_id: str) -> None:
    """A few seconds of it, then behind whoever waits."""
    if bulk.run(UUID(job_id)):
        app.configure_task(RUNNING, queue="bulk", priority=PRIORITY).defer(job_id=job_id)


@app.task(name="tickets.release_replies", queue="deliveries")
@swept_again
def release_replies() -> None:
    """Queued with each held reply until clew.tickets.outbox did it; some may still wait."""
    release_due()


@app.task(name=READING_TITLES, queue="links")
def read_page_title(link_id: int) -> None:
    """Once: a page that does not answer keeps its address as its title."""
    page_titles.read_title(link_id)


@app.task(name=tag_settings.RETAGGING, retry=RetryStrategy(max_attempts=5, exponential_wait=2))
def retag(gone: list[str], name: str) -> None:
    """Renames, merges or removes tags on more tickets than an admin waits for."""
    tag_settings.retag(gone, name)
