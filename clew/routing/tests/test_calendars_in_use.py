"""A calendar that a policy goes by stays."""

import pytest
from django.core.exceptions import ValidationError

from clew.core import clock
from clew.core.actors import SYSTEM
from clew.coverage.actions.calendars import copy_calendar, retire_calendar
from clew.coverage.models import Calendar
from clew.coverage.presets import seed_calendars
from clew.coverage.queries import calendar_named, calendars_json
from clew.routing.models import PolicyVersion

pytestmark = pytest.mark.django_db


def test_a_calendar_of_a_policy_is_not_retired():
    seed_calendars(Calendar, now=clock.now())
    target = {"metric": "first_reply", "when": {}, "minutes": 60, "calendar": "coverage"}
    policy = {"slug": "ours", "name": "Ours", "enabled": False, "targets": [target] * 2}
    content = {"policies": [policy], "calendars": calendars_json()}
    PolicyVersion.objects.create(content=content, created_at=clock.now())
    with pytest.raises(ValidationError, match="the policy “Ours” goes by it"):
        retire_calendar(calendar=calendar_named("coverage"), by=SYSTEM)
    copy = copy_calendar(calendar=calendar_named("coverage"), name="Another", by=SYSTEM)
    assert retire_calendar(calendar=copy, by=SYSTEM)
