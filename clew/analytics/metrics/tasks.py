"""Background jobs of usage metrics."""

from procrastinate.contrib.django import app

from clew.analytics.metrics.figures import COUNTING, count_figures
from clew.core.jobs import swept_again
from clew.people.models import Environment


@app.task(name=COUNTING, queue="bulk")
@swept_again
def count_all_figures(environment_id: int) -> None:
    environment = Environment.objects.filter(pk=environment_id).first()
    if environment is not None:
        count_figures(environment)
