"""An account's health as pages show it."""

from datetime import timedelta

from clew.analytics.models import Health, HealthDay
from clew.core import clock
from clew.people.models import Group


def health_of(group: Group) -> Health | None:
    """None until the account was scored."""
    return Health.objects.filter(pk=group.pk).first()


def health_days(group: Group, days: int = 90) -> list[HealthDay]:
    """Oldest first."""
    since = clock.now().date() - timedelta(days=days)
    return list(HealthDay.objects.filter(group=group, day__gte=since).order_by("day"))
