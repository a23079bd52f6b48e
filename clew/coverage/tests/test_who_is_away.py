"""Who is away, and who works now."""

from datetime import UTC, date, datetime, timedelta

import pytest

from clew.coverage.models import OutOfOffice
from clew.coverage.queries import (
    away,
    everybody_away,
    is_away,
    working_among,
    works_now,
    works_until,
)
from tests import cast

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
WEEK = {day: ["09:00", "17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}


def gone(staff, days=5, **fields):
    given = {"starts_at": MONDAY, "ends_at": MONDAY + timedelta(days=days), "created_at": MONDAY}
    return OutOfOffice.objects.create(staff=staff, **(given | fields))


def test_away_from_the_first_moment_to_before_the_last():
    maya = cast.staff()
    row = gone(maya)
    assert not is_away(maya, MONDAY - timedelta(microseconds=1))
    assert is_away(maya, MONDAY)
    assert is_away(maya, row.ends_at - timedelta(microseconds=1))
    assert not is_away(maya, row.ends_at)


def test_a_day_back_is_a_day_of_their_own_clock():
    maya = cast.staff(time_zone="America/Los_Angeles")
    gone(maya, days_back=[date(2026, 11, 24)])
    assert is_away(maya, datetime(2026, 11, 24, 7, 59, tzinfo=UTC))
    assert not is_away(maya, datetime(2026, 11, 24, 8, tzinfo=UTC))
    assert not is_away(maya, datetime(2026, 11, 25, 7, 59, tzinfo=UTC))
    assert is_away(maya, datetime(2026, 11, 25, 8, tzinfo=UTC))


def test_many_people_are_one_statement(django_assert_num_queries):
    people = [cast.staff(f"P{number} Person") for number in range(5)]
    for staff in people[:3]:
        gone(staff)
    with django_assert_num_queries(1):
        found = away([staff.pk for staff in people], MONDAY)
    assert set(found) == {staff.pk for staff in people[:3]}
    with django_assert_num_queries(1):
        assert set(everybody_away(MONDAY)) == set(found)


def test_who_works_is_in_their_hours_and_not_away():
    maya = cast.staff(working_hours=WEEK, time_zone="Europe/Helsinki")
    ten = MONDAY + timedelta(hours=8)
    assert works_now(maya, ten)
    assert works_until(maya, ten) == MONDAY + timedelta(hours=15)
    assert not works_now(maya, MONDAY + timedelta(hours=15))
    assert works_until(maya, MONDAY + timedelta(hours=15)) is None
    gone(maya)
    assert not works_now(maya, ten)
    ben = cast.staff("Ben Ruiz")  # never said when
    assert working_among([maya, ben], ten) == [ben]
    assert works_until(ben, ten) is None
