"""The settings pages of calendars, as an admin uses them."""

import re
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from clew.core import clock
from clew.core.actors import SYSTEM
from clew.coverage import uses
from clew.coverage.actions.calendars import CalendarGiven, create_calendar, retire_calendar
from clew.coverage.models import Calendar
from clew.coverage.queries import calendar_named, team_calendars
from clew.coverage.slot_words import slots_from_words, slots_in_words, week_in_words
from clew.people.models import Role
from tests import cast

NOW = datetime(2026, 11, 20, 16, 10, tzinfo=UTC)  # a Friday
pages = pytest.mark.django_db
TYPED = {
    "name": "Night desk",
    "time_zone": "america/new york",
    "mon": "22-6, 13:00-15:30",
    "fri": "24 h",
}


@pytest.fixture
def admin(monkeypatch) -> Client:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    client = Client()
    client.force_login(cast.staff(role=Role.ADMIN, time_zone="Europe/Helsinki"))
    return client


def text(response) -> str:
    shown = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(shown.replace("&#x27;", "'").split())


def make(name="Ours") -> Calendar:
    weekly = {"mon": [["09:00", "17:00"]], "fri": [["09:00", "17:00"]]}
    return create_calendar(given=CalendarGiven(name, "Europe/London", weekly), by=SYSTEM)


@pages
def test_the_list_says_when_each_opens(admin, django_assert_max_num_queries):
    make()
    with django_assert_max_num_queries(10):
        shown = text(admin.get("/settings/calendars"))
    assert "Ours Mon 09:00\u201317:00, Fri 09:00\u201317:00 Europe/London Open now" in shown
    Calendar.objects.update(weekly={})
    assert "Never open" in text(admin.get("/settings/calendars"))
    Calendar.objects.all().delete()
    assert "No calendars" in text(admin.get("/settings/calendars"))


@pages
def test_a_calendar_is_typed_in(admin):
    response = admin.post("/settings/calendars/new", TYPED)
    assert response.url == "/settings/calendars/night-desk"
    made = calendar_named("night-desk")
    assert made.time_zone == "America/New_York"
    assert made.weekly == {
        "mon": [["13:00", "15:30"], ["22:00", "06:00"]],
        "fri": [["00:00", "24:00"]],
    }
    assert 'value="13:00\u201315:30, 22:00\u201306:00"' in admin.get(response.url).content.decode()


@pages
def test_a_new_one_begins_with_office_hours_where_one_is(admin):
    page = admin.get("/settings/calendars/new")
    assert 'value="Europe/Helsinki"' in page.content.decode()
    assert page.content.decode().count('value="09:00\u201317:00"') == 5
    assert "Due Mon 23 Nov 17:00" in text(page)  # by the closing, exactly


@pages
def test_a_mistake_loses_nothing(admin):
    typed = TYPED | {"tue": "nine to five", "description": "For the night"}
    response = admin.post("/settings/calendars/new", typed)
    assert response.status_code == 422
    page = response.content.decode()
    for kept in ("nine to five", "22-6, 13:00-15:30", "For the night", "america/new york"):
        assert f'value="{kept}"' in page
    assert "Write times such as 09:00\u201312:00" in text(response)
    response = admin.post("/settings/calendars/new", {**TYPED, "time_zone": "Lundon"})
    assert "Choose a zone of the list" in text(response)


@pages
def test_a_name_that_is_taken_is_said_at_the_name(admin):
    make()
    response = admin.post("/settings/calendars/new", TYPED | {"name": "ours"})
    assert response.status_code == 422
    assert "There is a calendar “ours” already" in text(response)


@pages
def test_a_change_is_saved_and_audited(admin):
    make()
    typed = {"name": "Ours", "time_zone": "Europe/London", "mon": "09:00\u201312:00"}
    admin.post("/settings/calendars/ours", typed)
    assert calendar_named("ours").weekly == {"mon": [["09:00", "12:00"]]}
    audit = text(admin.get("/settings/audit"))
    assert "Changed the calendar “Ours”: opening times" in audit
    assert "Made the calendar “Ours”" in audit


@pages
def test_what_is_typed_is_drawn_and_explained(admin):
    asked = {"preview_start": "2026-11-20T18:10", "preview_hours": "24"}
    weekdays = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "00:00-24:00")
    typed = {"name": "", "time_zone": "UTC", **weekdays, **asked}
    shown = text(admin.post("/settings/calendars/preview", typed))
    assert "Due Mon 23 Nov 18:10" in shown  # in Helsinki
    assert "24 h, started Fri 20 Nov 18:10; weekend not counted." in shown
    assert "By the clock of UTC it is Mon 23 Nov 16:10" in shown
    assert "weekend Sat 21 Nov 02:00 to Mon 23 Nov 02:00" in shown


@pages
def test_a_week_in_which_clocks_change_says_so(admin):
    typed = {"name": "x", "time_zone": "America/New_York", "sun": "22-6"}
    spring = text(admin.post("/settings/calendars/preview", typed | {"preview_week": "2026-03-08"}))
    assert "23 hours: clocks go forward" in spring
    autumn = text(admin.post("/settings/calendars/preview", typed | {"preview_week": "2026-11-01"}))
    assert "25 hours: clocks go back" in autumn
    own = typed | {"preview_clock": "own", "preview_week": "2026-11-16"}
    assert "05:00\u201313:00" in text(admin.post("/settings/calendars/preview", own))


@pages
def test_a_calendar_that_never_opens_is_explained(admin):
    shown = text(admin.post("/settings/calendars/preview", {"time_zone": "UTC"}))
    assert "Never due" in shown
    assert "would never run out" in shown


@pages
@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"time_zone": "\x00", "mon": "9-", "preview_start": "x", "preview_hours": "-1"},
        {"time_zone": "UTC", "preview_of": "nothing", "preview_week": "0001-01-01"},
        {"time_zone": "UTC", "mon": "9-17", "preview_week": "9999-12-31"},
        {"time_zone": "UTC", "mon": "9-17", "preview_start": "9999-12-31T23:00"},
        {"time_zone": "UTC", "mon": "9-17", "preview_hours": "nan"},
        {"time_zone": "UTC", "mon": "9-9:01", "preview_hours": "99999"},
    ],
)
def test_a_preview_answers_whatever_is_typed(admin, typed):
    assert admin.post("/settings/calendars/preview", typed).status_code == 200


@pages
def test_holidays_of_a_country_and_region(admin):
    make()
    shown = text(admin.get("/settings/calendars/regions?country=GB"))
    assert "The whole country England Northern Ireland Scotland Wales" in shown
    chosen = {"country": "GB", "region": "SCT"}
    response = admin.post("/settings/calendars/ours/holidays", chosen)
    assert response.url == "/settings/calendars/ours#days"
    page = text(admin.get("/settings/calendars/ours"))
    assert "Public holidays of Scotland, United Kingdom" in page
    assert "Mon 30 Nov 2026 Saint Andrew's Day Public holiday Closed all day" in page
    wrong = admin.post("/settings/calendars/ours/holidays", {"country": "FR", "region": "SCT"})
    assert "Choose a region of this country" in text(wrong)


@pages
def test_a_date_is_added_changed_taken_out_and_put_back(admin):
    make()
    day = {"day": "2026-12-25", "name": "Christmas"}
    admin.post("/settings/calendars/ours/days", day | {"slots": ""})
    assert "Fri 25 Dec 2026 Christmas Closed all day" in text(admin.get("/settings/calendars/ours"))
    admin.post("/settings/calendars/ours/days", day | {"slots": "9-12"})
    assert "Christmas 09:00\u201312:00" in text(admin.get("/settings/calendars/ours"))
    wrong = admin.post("/settings/calendars/ours/days", day | {"slots": "soon"})
    assert wrong.status_code == 422
    assert 'value="soon"' in wrong.content.decode()
    admin.post("/settings/calendars/ours/day", day | {"state": "out"})
    assert "Christmas Taken out Like any Friday" in text(admin.get("/settings/calendars/ours"))
    admin.post("/settings/calendars/ours/day", day)
    assert "Christmas 09:00\u201312:00" in text(admin.get("/settings/calendars/ours"))
    assert admin.post("/settings/calendars/ours/day", {"day": "2020-01-01"}).status_code == 404
    assert admin.post("/settings/calendars/ours/day", {"day": "x"}).status_code == 404


@pages
def test_copy_teams_and_retiring(admin, monkeypatch):
    calendar, team = make(), cast.team()
    response = admin.post("/settings/calendars/ours/copy", {"name": "Theirs"})
    assert response.url == "/settings/calendars/theirs"
    admin.post("/settings/calendars/theirs/teams", {"teams": [team.pk]})
    assert team_calendars() == {team.pk: "theirs"}
    admin.post("/settings/calendars/theirs/state", {"state": "retired"})
    assert calendar_named("theirs").active
    admin.post("/settings/calendars/theirs/teams", {})
    admin.post("/settings/calendars/theirs/state", {"state": "retired"})
    assert not calendar_named("theirs").active
    assert "Retired" in text(admin.get("/settings/calendars/theirs"))
    admin.post("/settings/calendars/theirs/state", {"state": "active"})
    assert calendar_named("theirs").active
    monkeypatch.setattr(uses, "_checks", [lambda: {"ours": ["the policy By plan"]}])
    assert "In use: the policy By plan" in text(admin.get("/settings/calendars/ours"))
    with pytest.raises(ValidationError):
        retire_calendar(calendar=calendar, by=SYSTEM)


@pages
def test_only_admins_change_calendars():
    make()
    client = Client()
    client.force_login(cast.staff("Oskar Brandt"))
    assert client.get("/settings/calendars").status_code == 403
    response = client.post("/settings/calendars/ours/state", {"state": "retired"})
    assert response.status_code == 403
    assert calendar_named("ours").active


WORDS = [
    ("", []),
    ("Closed", []),
    ("all day", [["00:00", "24:00"]]),
    ("9-17", [["09:00", "17:00"]]),
    ("0930 to 17.15", [["09:30", "17:15"]]),
    ("13:00\u201317:00; 08:00\u201412:00", [["08:00", "12:00"], ["13:00", "17:00"]]),
    ("9-12 and 13-17", [["09:00", "12:00"], ["13:00", "17:00"]]),
    ("22:00 until 06:00", [["22:00", "06:00"]]),
    (
        "09:00 Europe/London - 17:00 America/Los_Angeles",
        [
            {
                "from": "09:00",
                "from_zone": "Europe/London",
                "to": "17:00",
                "to_zone": "America/Los_Angeles",
            }
        ],
    ),
    ("9 Etc/GMT-3 - 17", [{"from": "09:00", "from_zone": "Etc/GMT-3", "to": "17:00"}]),
]


@pytest.mark.parametrize(("typed", "slots"), WORDS)
def test_hours_are_understood_as_people_write_them(typed, slots):
    assert slots_from_words(typed) == slots
    assert slots_from_words(slots_in_words(slots)) == slots


@pytest.mark.parametrize("typed", ["9", "9-", "9 to 5 pm", "25-26", "9:99-10", "9-17 Lundon", "-"])
def test_hours_that_are_none_are_refused_with_an_example(typed):
    with pytest.raises(ValidationError, match="09:00"):
        slots_from_words(typed)


def test_a_week_in_words():
    day = [["09:00", "17:00"]]
    week = dict.fromkeys(("mon", "tue", "wed", "fri"), day)
    assert week_in_words(week) == "Mon to Wed 09:00\u201317:00, Fri 09:00\u201317:00"
    assert week_in_words({}) == "Never open"
