"""“Who owns this?”, asked in the palette, on its page and on a ticket."""

from datetime import UTC, datetime

import pytest
import time_machine

from clew.core.actors import SYSTEM
from clew.routing.actions.ownership import add_owned_area
from clew.routing.actions.product_groups import set_sme
from clew.routing.models import ProductGroup, Region
from clew.routing.queries.who_owns import who_owns, who_owns_ticket
from clew.routing.seeded_groups import seed_groups
from clew.tickets.models import Area
from tests import cast

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def oskar():
    seed_groups(ProductGroup.objects, Region.objects)
    Area.objects.all().delete()
    cast.team()
    texts = {"team": "Delivery", "answers": "team", "group": "data", "label": "exports"}
    rules = {"pages": "/exports/*", "keywords": "parquet, csv export"}
    add_owned_area(name="Exports", texts={**texts, **rules}, by=SYSTEM)
    add_owned_area(name="Sign-in", texts={"keywords": "password"}, by=SYSTEM)
    week = {day: ["09:00", "17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
    found = cast.staff("Oskar Brandt", working_hours=week)
    data, europe = ProductGroup.objects.get(slug="data"), Region.objects.get(slug="europe")
    set_sme(group=data, region=europe, staff=found, by=SYSTEM)
    return found


@pytest.mark.parametrize(
    "asked",
    [
        "exports",
        "who owns Exports?",
        "https://app.heron.example/exports/42?tab=1",
        "app.heron.example/exports",
        "/exports/42",
        "parquet",
        "the parquet file",
        "delivery",
        "Data",
    ],
)
def test_an_area_a_feature_an_address_or_a_word(asked):
    assert [answer.owner.name for answer in who_owns(asked)] == ["Exports"]


def test_nothing_is_guessed():
    assert who_owns("/elsewhere") == []
    assert who_owns("zanzibar") == []
    assert who_owns("\x00") != []


def test_it_says_who_is_here(django_assert_max_num_queries):
    with time_machine.travel(MONDAY, tick=False), django_assert_max_num_queries(3):
        answer = who_owns("exports")[0]
    assert (answer.owner.answers_first, str(answer.owner.team)) == ("Delivery", "Delivery")
    assert [str(expert.staff) for expert in answer.working] == ["Oskar Brandt"]
    with time_machine.travel(MONDAY.replace(hour=20), tick=False):
        answer = who_owns("exports")[0]
    assert answer.working == []
    assert answer.experts[0].next_on == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_a_ticket_without_an_area_gets_what_its_page_points_to():
    ticket = cast.ticket("A password", context={"url": "https://app.heron.example/exports/1"})
    found = [(answer.owner.name, answer.why) for answer in who_owns_ticket(ticket)]
    assert found == [
        ("Exports", "the page matches /exports/*"),
        ("Sign-in", "the subject has “password” in it"),
    ]


def test_the_palette_and_the_page_answer(client):
    client.force_login(cast.light_agent())
    palette = client.get("/search/palette?q=https://app.heron.example/exports/1").content.decode()
    assert "Delivery answers first" in palette
    page = client.get("/ownership?q=parquet").content.decode()
    assert "Exports" in page
    assert "Sign-in" not in page
    number = cast.ticket(area="Sign-in").number
    assert "Sign-in" in client.get(f"/ownership?ticket={number}").content.decode()
    assert client.get("/ownership?ticket=999999").status_code == 404
