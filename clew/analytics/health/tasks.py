"""Background jobs of health."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from clew.analytics.health.running import SCORING, score_accounts
from clew.people.models import Environment


@app.task(name=SCORING, queue="bulk", retry=RetryStrategy(max_attempts=3, exponential_wait=5))
def score_health(environment_id: int) -> None:
    score_accounts(Environment.objects.get(pk=environment_id))
