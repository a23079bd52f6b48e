"""An installation begins with policies, once."""

import pytest

from clew.core import clock
from clew.routing.models import PolicyVersion
from clew.routing.policies import rules_from_json
from clew.routing.policies.presets import preset_content, seed_policies

pytestmark = pytest.mark.django_db


def test_there_is_a_first_version_that_can_be_read():
    PolicyVersion.objects.all().delete()
    seed_policies(PolicyVersion.objects, now=clock.now())
    version = PolicyVersion.objects.get()
    assert version.by_name == "Clew"
    rules = rules_from_json(version.content)
    assert [(each.slug, each.enabled) for each in rules.policies] == [
        ("plan", True),
        ("priority", False),
    ]
    assert set(rules.calendars) >= {"weekdays-24h", "coverage", "always", "business-hours"}


def test_what_is_there_stays():
    PolicyVersion.objects.all().delete()
    own = {"policies": [], "calendars": {}}
    PolicyVersion.objects.create(content=own, created_at=clock.now())
    seed_policies(PolicyVersion.objects, now=clock.now())
    assert PolicyVersion.objects.get().content == own


def test_calendars_of_the_installation_take_the_place_of_those_of_the_same_slug():
    PolicyVersion.objects.all().delete()
    always = preset_content()["calendars"]["always"]
    seed_policies(PolicyVersion.objects, now=clock.now(), calendars={"weekdays-24h": always})
    assert PolicyVersion.objects.get().content["calendars"]["weekdays-24h"] == always
