"""Which metrics there are."""

from django.db.models import QuerySet

from clew.analytics.models import UsageMetric
from clew.people.models import Environment


def metrics_of(environment: Environment) -> list[UsageMetric]:
    """In the admins' order."""
    return list(known_metrics(environment))


def known_metrics(environment: Environment) -> QuerySet[UsageMetric]:
    return UsageMetric.objects.filter(environment=environment, deleted_at=None)


def metric_called(environment: Environment, slug: str) -> UsageMetric:
    """Raises UsageMetric.DoesNotExist, also for one that was deleted."""
    return known_metrics(environment).get(slug=slug)


def deleted_metric(environment: Environment, slug: str) -> UsageMetric | None:
    gone = UsageMetric.objects.filter(environment=environment, slug=slug, deleted_at__isnull=False)
    return gone.order_by("-deleted_at").first()
