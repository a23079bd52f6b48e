"""Background jobs of health."""

from procrastinate.contrib.django import app

from clew.analytics.health.running import SCORING, score_accounts
from clew.core.jobs import swept_again
from clew.people.models import Environment


@app.task(name=SCORING, queue="bulk")
@swept_again
def score_health(environment_id: int) -> None:
    score_accounts(Environment.objects.get(pk=environment_id))
