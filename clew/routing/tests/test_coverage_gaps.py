"""A product group that nobody covers is seen, and leads hear of it once."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from clew.core.actors import SYSTEM
from clew.coverage.models import OutOfOffice
from clew.people.models import Notification, Role
from clew.routing.actions.gaps import note_gaps
from clew.routing.actions.ownership import add_owned_area
from clew.routing.actions.product_groups import set_sme
from clew.routing.models import CoverageGap, ProductGroup, Region
from clew.routing.queries.gaps import gaps
from clew.routing.seeded_groups import seed_groups
from clew.tickets.models import Area
from tests import cast

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
WEEK = {day: ["09:00", "17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}


@pytest.fixture(autouse=True)
def _house():
    seed_groups(ProductGroup.objects, Region.objects)
    Area.objects.all().delete()
    add_owned_area(name="Exports", texts={"group": "data"}, by=SYSTEM)


@pytest.fixture
def lead():
    return cast.staff("Liv Lead", role=Role.LEAD)


def expert(name, region):
    staff = cast.staff(name, working_hours=WEEK, time_zone="UTC")
    data, where = ProductGroup.objects.get(slug="data"), Region.objects.get(slug=region)
    set_sme(group=data, region=where, staff=staff, by=SYSTEM)
    return staff


def away(staff, *, days=5):
    return OutOfOffice.objects.create(
        staff=staff, starts_at=MONDAY, ends_at=MONDAY + timedelta(days=days), created_at=MONDAY
    )


def found(at):
    return [(gap.group.slug, gap.region.slug, str(gap.reason)) for gap in gaps(at)]


def test_a_region_without_an_expert_is_a_gap():
    assert found(MONDAY) == [("data", "europe", "nobody"), ("data", "north-america", "nobody")]
    expert("Oskar Brandt", "europe")
    assert found(MONDAY) == [("data", "north-america", "nobody")]
    assert [str(who) for who in gaps(MONDAY)[0].others] == ["Oskar Brandt"]


def test_what_everybody_works_on_and_what_holds_nothing_has_no_gap():
    ProductGroup.objects.filter(slug="data").update(shared=True)
    assert found(MONDAY) == []


def test_an_expert_who_is_out_leaves_a_gap():
    oskar, noor = expert("Oskar Brandt", "europe"), expert("Noor Vale", "north-america")
    assert found(MONDAY) == []
    away(oskar)
    assert found(MONDAY) == [("data", "europe", "away")]
    assert gaps(MONDAY)[0].others == (noor,)
    assert found(MONDAY + timedelta(days=5)) == []


def test_nights_and_weekends_are_no_gap_and_do_not_end_one():
    oskar = expert("Oskar Brandt", "europe")
    expert("Noor Vale", "north-america")
    saturday = MONDAY + timedelta(days=5)
    assert found(MONDAY.replace(hour=22)) == []
    away(oskar, days=9)
    assert found(saturday) == [("data", "europe", "away")]


def test_leads_hear_of_a_gap_once(lead):
    oskar = expert("Oskar Brandt", "europe")
    expert("Noor Vale", "north-america")
    away(oskar)
    for hour in range(3):
        with time_machine.travel(MONDAY + timedelta(hours=hour), tick=False):
            note_gaps()
    told = Notification.objects.get(staff=lead)
    assert told.text == "Oskar Brandt is away: nobody covers Data in Europe"
    assert (told.url, told.count) == ("/settings/ownership/gaps", 1)
    with time_machine.travel(MONDAY + timedelta(days=6), tick=False):
        note_gaps()
    assert CoverageGap.objects.get().ended_at == MONDAY + timedelta(days=6)


def test_before_the_first_expert_nobody_is_told(lead):
    note_gaps()
    assert not Notification.objects.exists()


def test_the_page_says_what_to_do(client, lead):
    client.force_login(lead)
    expert("Oskar Brandt", "europe")
    page = client.get("/settings/ownership/gaps").content.decode()
    assert "1 gap in coverage" in page
    assert "Ask Oskar Brandt to look at its view." in page
    assert "Choose expert" in page
