"""Choosing the events that the dashboard goes by."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from clew.analytics.dashboard.roles import Role, chosen_by_admins
from clew.analytics.dashboard_facts import DashboardEventsChanged
from clew.analytics.metrics.matching import EventMatcher
from clew.analytics.models import DashboardEvent
from clew.core.actors import Actor
from clew.core.facts import record
from clew.people.models import Environment

Choice = Mapping[Role, Sequence[EventMatcher]]


def choose_events(*, environment: Environment, choice: Choice, by: Actor) -> bool:
    """For every role anew; one without matchers is left to Clew. False when nothing changed."""
    with transaction.atomic():
        Environment.objects.select_for_update().get(pk=environment.pk)
        before = chosen_by_admins(environment)
        after = {role: tuple(matchers) for role, matchers in choice.items() if matchers}
        if after == before:
            return False
        DashboardEvent.objects.filter(environment=environment).delete()
        DashboardEvent.objects.bulk_create(
            DashboardEvent(environment=environment, role=role, **matcher.as_json())
            for role, matchers in after.items()
            for matcher in matchers
        )
        fact = DashboardEventsChanged(
            environment_id=environment.pk,
            environment=str(environment),
            before=_as_json(before),
            after=_as_json(after),
        )
        record(fact, by=by)
        return True


def _as_json(choice: Choice) -> dict[str, list[dict[str, Any]]]:
    return {role.value: [one.as_json() for one in matchers] for role, matchers in choice.items()}
