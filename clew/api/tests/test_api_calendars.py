"""Calendars by the API."""

import pytest

from clew.core import clock
from clew.core.facts import facts_about
from clew.coverage.models import Calendar
from clew.coverage.presets import seed_calendars
from tests.programs import caller

pytestmark = pytest.mark.django_db
GIVEN = {
    "name": "Night desk",
    "timezone": "Europe/Helsinki",
    "weekly": {"mon": [["22:00", "06:00"]]},
    "holidays": ["2026-12-25"],
    "exceptions": {"2026-12-24": {"name": "Half day", "slots": [["9:00", "12:00"]]}},
}


@pytest.fixture
def robot():
    Calendar.objects.all().delete()
    seed_calendars(Calendar, now=clock.now())
    return caller("admin")


def test_the_list_has_the_presets(robot):
    items = caller("agent").get("/calendars").json()["items"]
    assert [each["slug"] for each in items] == [
        "always",
        "business-hours",
        "coverage",
        "weekdays-24h",
    ]
    slot = items[2]["weekly"]["mon"][0]
    assert (slot["from_zone"], slot["to_zone"]) == ("Europe/London", "America/Los_Angeles")


def test_a_calendar_is_made_read_and_changed(robot):
    made = robot.post("/calendars", GIVEN)
    assert made.status_code == 201
    assert made.json()["exceptions"] == {
        "2026-12-24": {"name": "Half day", "slots": [["09:00", "12:00"]]},
        "2026-12-25": {"name": "", "slots": []},
    }
    changes = {
        "description": "For the night",
        "exceptions": {"2026-12-24": None, "2026-12-31": {"name": "New Year's Eve"}},
        "country": "FI",
    }
    assert robot.patch("/calendars/night-desk", changes).status_code == 200
    found = robot.get("/calendars/night-desk").json()
    assert found["weekly"] == {"mon": [["22:00", "06:00"]]}
    assert found["description"] == "For the night"
    assert "2026-12-24" not in found["exceptions"]
    assert found["exceptions"]["2026-12-31"] == {"name": "New Year's Eve", "slots": []}
    assert len(found["exceptions"]) > 20
    assert facts_about("calendar/night-desk")[0].by.name == "Robot"


def test_it_is_retired_and_offered_again(robot):
    robot.post("/calendars", GIVEN)
    assert robot.patch("/calendars/night-desk", {"active": False}).json()["active"] is False
    assert robot.patch("/calendars/night-desk", {"active": True}).json()["active"] is True


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"timezone": "Lundon"}, "timezone"),
        ({"weekly": {"mon": [["9am", "17:00"]]}}, "weekly.mon[0].from"),
        ({"weekly": {"monday": []}}, "weekly.monday"),
        ({"name": ""}, "name"),
        ({"name": "Coverage hours"}, "name"),
        ({"holidays": ["25.12."]}, "holidays[0]"),
        ({"exceptions": {"2026-12-24": {"slots": [["x", "y"]]}}}, "exceptions.2026-12-24"),
        ({"exceptions": {"2026-12-30": None}}, "exceptions.2026-12-30"),
        ({"country": "XX"}, "country"),
        ({"country": "FI", "region": "SCT"}, "region"),
    ],
)
def test_a_mistake_is_named_and_nothing_is_kept(robot, given, field):
    answer = robot.post("/calendars", GIVEN | given)
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert Calendar.objects.count() == 4


def test_others_only_read(robot):
    agent = caller("agent")
    assert agent.get("/calendars/coverage").status_code == 200
    assert agent.post("/calendars", GIVEN).status_code == 403
    assert agent.patch("/calendars/coverage", {"name": "Ours"}).status_code == 403
    assert robot.get("/calendars/nothing").status_code == 404
