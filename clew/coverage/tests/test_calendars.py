"""Calendars as people keep them: made, changed, copied, retired, and their holidays."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from clew.core import clock
from clew.core.actors import SYSTEM
from clew.core.facts import facts_about
from clew.coverage import uses
from clew.coverage.actions.calendar_days import (
    choose_holidays,
    put_back_day,
    put_day,
    refresh_holidays,
    take_out_day,
)
from clew.coverage.actions.calendars import (
    CalendarGiven,
    change_calendar,
    copy_calendar,
    create_calendar,
    give_team_calendar,
    restore_calendar,
    retire_calendar,
)
from clew.coverage.hours import hours_from_json
from clew.coverage.models import Calendar
from clew.coverage.presets import seed_calendars
from clew.coverage.queries import calendar_named, calendars_json, hours_of, hours_of_team
from tests import cast

pytestmark = pytest.mark.django_db
NINE_TO_FIVE = {"mon": [["09:00", "17:00"]], "tue": [["09:00", "17:00"]]}
NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)
CHRISTMAS, BOXING_DAY = date(2026, 12, 25), date(2026, 12, 26)


def make(name="Ours", weekly=NINE_TO_FIVE, zone="Europe/London") -> Calendar:
    return create_calendar(given=CalendarGiven(name, zone, weekly), by=SYSTEM)


def changes(calendar: Calendar) -> list[list[str]]:
    return [each.fact.changed for each in facts_about(f"calendar/{calendar.slug}")]


def names(calendar: Calendar) -> dict[date, str]:
    return {each.day: each.name for each in calendar_named(calendar.slug).days.all()}


@pytest.fixture
def in_november(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def used(monkeypatch):
    """Somebody goes by “ours”."""
    monkeypatch.setattr(uses, "_checks", [])
    uses.register(lambda: {"ours": ["the policy By plan"]})


def test_an_installation_begins_with_four():
    Calendar.objects.all().delete()
    seed_calendars(Calendar, now=NOW)
    seed_calendars(Calendar, now=NOW)
    known = calendars_json()
    assert set(known) == {"weekdays-24h", "coverage", "always", "business-hours"}
    friday = datetime(2026, 11, 20, 16, 10, tzinfo=UTC)
    due = hours_from_json(known["weekdays-24h"]).add(friday, 1440)
    assert due == datetime(2026, 11, 23, 16, 10, tzinfo=UTC)
    late = datetime(2026, 11, 20, 23, tzinfo=UTC)  # 15:00 in Los Angeles: still covered
    assert hours_from_json(known["coverage"]).is_open(late)


def test_a_calendar_is_made_and_changed_and_says_what_changed():
    calendar = make()
    same = CalendarGiven("Ours", "Europe/London", NINE_TO_FIVE)
    assert not change_calendar(calendar=calendar, given=same, by=SYSTEM)
    given = CalendarGiven("Ours in Oslo", "Europe/Oslo", {"mon": [["9:00", "17:00"]]})
    assert change_calendar(calendar=calendar, given=given, by=SYSTEM)
    found = calendar_named("ours")
    assert (found.name, found.weekly) == ("Ours in Oslo", {"mon": [["09:00", "17:00"]]})
    assert changes(found) == [["created"], ["name", "time zone", "opening times"]]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (CalendarGiven(" ", "UTC"), "name"),
        (CalendarGiven("x" * 81, "UTC"), "name"),
        (CalendarGiven("Ours", "Europe/Lundon"), "timezone"),
        (CalendarGiven("Ours", "UTC", {"mon": [["9am", "17:00"]]}), "weekly.mon[0].from"),
        (CalendarGiven("around the clock", "UTC"), "name"),
    ],
)
def test_what_is_wrong_is_named(given, field):
    seed_calendars(Calendar, now=NOW)
    with pytest.raises(ValidationError) as caught:
        create_calendar(given=given, by=SYSTEM)
    assert list(caught.value.message_dict) == [field]


def test_addresses_of_pages_are_no_slugs():
    assert make("New").slug == "new-1"
    assert make("New!").slug == "new-2"


def test_a_copy_has_its_days_and_is_its_own():
    first = make()
    put_day(calendar=first, day=CHRISTMAS, name="Christmas Day", slots=[], by=SYSTEM)
    copy = copy_calendar(calendar=first, name="Theirs", by=SYSTEM)
    take_out_day(calendar=copy, day=CHRISTMAS, by=SYSTEM)
    assert hours_of(calendar_named("theirs")).exceptions == ()
    assert len(hours_of(calendar_named("ours")).exceptions) == 1


def test_one_that_a_policy_goes_by_is_not_retired(used):
    with pytest.raises(ValidationError, match="the policy By plan goes by it"):
        retire_calendar(calendar=make(), by=SYSTEM)


def test_one_that_a_team_goes_by_is_not_retired():
    calendar, team = make(), cast.team()
    assert give_team_calendar(team=team, calendar=calendar, by=SYSTEM)
    with pytest.raises(ValidationError, match="the team Delivery"):
        retire_calendar(calendar=calendar, by=SYSTEM)
    assert give_team_calendar(team=team, calendar=None, by=SYSTEM)
    assert retire_calendar(calendar=calendar, by=SYSTEM)
    with pytest.raises(ValidationError, match="is retired"):
        give_team_calendar(team=team, calendar=calendar, by=SYSTEM)
    assert restore_calendar(calendar=calendar, by=SYSTEM)
    assert changes(calendar) == [["created"], ["retired"], ["restored"]]


def test_a_retired_one_still_explains_its_promises():
    calendar = make()
    retire_calendar(calendar=calendar, by=SYSTEM)
    assert "ours" in calendars_json()


def test_a_team_without_one_goes_by_business_hours():
    seed_calendars(Calendar, now=NOW)
    team = cast.team()
    assert hours_of_team(team.pk).name == "Business hours"
    give_team_calendar(team=team, calendar=make(), by=SYSTEM)
    assert hours_of_team(team.pk).name == "Ours"


def test_holidays_are_imported_and_count(in_november):
    calendar = make(weekly={"fri": [["09:00", "17:00"]]})
    choose_holidays(calendar=calendar, country="GB", region="SCT", by=SYSTEM)
    found = names(calendar)
    assert found[CHRISTMAS] == "Christmas Day"
    assert found[date(2026, 11, 30)] == "Saint Andrew's Day"
    assert {day.year for day in found} == {2026, 2027, 2028}
    assert not hours_of(calendar_named("ours")).is_open(datetime(2026, 12, 25, 12, tzinfo=UTC))


def test_next_year_keeps_what_people_changed(in_november, monkeypatch):
    calendar = make()
    choose_holidays(calendar=calendar, country="GB", region="", by=SYSTEM)
    take_out_day(calendar=calendar, day=BOXING_DAY, by=SYSTEM)
    half = [["09:00", "12:00"]]
    put_day(calendar=calendar, day=CHRISTMAS, name="Half a day", slots=half, by=SYSTEM)
    put_day(calendar=calendar, day=date(2027, 6, 1), name="Founding day", slots=[], by=SYSTEM)
    assert refresh_holidays() == 0
    monkeypatch.setattr(clock, "now", lambda: NOW.replace(year=2027, month=1))
    assert refresh_holidays() == 1
    assert refresh_holidays() == 0
    found = {each.day: each for each in calendar_named("ours").days.all()}
    assert found[BOXING_DAY].taken_out
    assert found[CHRISTMAS].slots == half
    assert found[date(2027, 6, 1)].name == "Founding day"
    assert found[date(2029, 12, 25)].name == "Christmas Day"
    assert changes(calendar)[-1] == ["holidays"]


def test_another_country_takes_the_former_ones_away(in_november):
    calendar = make()
    choose_holidays(calendar=calendar, country="GB", region="", by=SYSTEM)
    new_year = date(2027, 1, 1)
    put_day(
        calendar=calendar, day=new_year, name="Late start", slots=[["12:00", "17:00"]], by=SYSTEM
    )
    choose_holidays(calendar=calendar, country="DE", region="BY", by=SYSTEM)
    found = names(calendar)
    assert found[date(2026, 12, 26)] != "Boxing Day"
    assert found[date(2027, 1, 6)] == "Epiphany"
    assert found[new_year] == "Late start"
    choose_holidays(calendar=calendar, country="", region="", by=SYSTEM)
    assert names(calendar) == {new_year: "Late start"}


@pytest.mark.parametrize(("country", "region"), [("XX", ""), ("GB", "BY"), ("", "BY")])
def test_a_country_is_one_of_the_list(country, region):
    with pytest.raises(ValidationError):
        choose_holidays(calendar=make(), country=country, region=region, by=SYSTEM)


def test_a_day_is_put_taken_out_and_put_back():
    calendar = make()
    day = {"calendar": calendar, "day": CHRISTMAS, "by": SYSTEM}
    assert put_day(name="Christmas", slots=[], **day)
    assert not put_day(name="Christmas", slots=[], **day)
    assert take_out_day(**day)
    assert not take_out_day(**day)
    assert calendars_json()["ours"]["exceptions"] == {}
    assert put_back_day(**day)
    assert calendars_json()["ours"]["exceptions"] == {
        "2026-12-25": {"name": "Christmas", "slots": []}
    }
    with pytest.raises(ValidationError, match="no exception"):
        take_out_day(calendar=calendar, day=BOXING_DAY, by=SYSTEM)
    with pytest.raises(ValidationError, match="09:00"):
        put_day(calendar=calendar, day=BOXING_DAY, name="", slots=[["x", "y"]], by=SYSTEM)
