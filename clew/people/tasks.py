"""Background jobs of people."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from clew.people.actions import account_files, account_jobs  # noqa: F401  files register theirs


@app.task(
    name=account_jobs.RUNNING,
    queue="bulk",
    retry=RetryStrategy(max_attempts=5, exponential_wait=2),
)
def run_account_job(job_id: int) -> None:
    """A few seconds of it, then behind whoever waits."""
    if account_jobs.run(job_id):
        account_jobs.defer(job_id)
