"""The settings pages of ownership, as a lead and an agent use them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from clew.core.actors import SYSTEM
from clew.people.models import Role
from clew.routing.actions.ownership import add_owned_area
from clew.routing.models import ProductGroup, Region, Sme
from clew.routing.queries.ownership import owner_of
from clew.routing.seeded_groups import seed_groups
from clew.tickets.models import Area
from tests import cast

pytestmark = pytest.mark.django_db
PAGES = ("ownership", "ownership/groups", "ownership/gaps")


@pytest.fixture(autouse=True)
def _house():
    seed_groups(ProductGroup.objects, Region.objects)
    Area.objects.all().delete()
    cast.team()


@pytest.fixture
def lead(client):
    found = cast.staff("Liv Lead", role=Role.LEAD)
    client.force_login(found)
    return found


@pytest.fixture
def exports():
    return add_owned_area(name="Exports", texts={"group": "data"}, by=SYSTEM)


def typed(client, area, **cells):
    """The row as the page shows it, with some cells changed."""
    page = client.get("/settings/ownership").content.decode()
    start = page.index(f'name="seen-{area.pk}" value="')
    seen = page[start:].split('value="')[1].split('"')[0]
    texts = {
        "team": "",
        "answers": "support",
        "label": "",
        "group": "",
        "pages": "",
        "keywords": "",
    }
    row = {f"{name}-{area.pk}": text for name, text in {**texts, **cells}.items()}
    return {f"seen-{area.pk}": seen, **row}


def test_everybody_reads_and_nobody_else_writes(client, exports):
    for who in (cast.staff(), cast.light_agent()):
        client.force_login(who)
        for page in PAGES:
            answer = client.get(f"/settings/{page}")
            assert answer.status_code == 200
            assert "data-ownership" not in answer.content.decode()
        assert client.post("/settings/ownership", {"name-new": "Docs"}).status_code == 403
        assert client.post("/settings/ownership/groups", {"name-new": "X"}).status_code == 403
        assert client.post("/settings/ownership/regions", {"name": "X"}).status_code == 403
        assert client.get("/settings/ownership/import").status_code == 403
        assert client.get("/settings/ownership/export").status_code == 200
    assert not Area.objects.filter(name="Docs").exists()


def test_a_row_is_saved_and_taken_back(client, lead, exports):
    page = client.get("/settings/ownership").content.decode()
    assert '<option value="Data" selected>' in page
    sent = typed(client, exports, team="Delivery", answers="team", group="Data")
    answer = client.post("/settings/ownership", sent, follow=True)
    assert "Exports is saved" in answer.content.decode()
    assert owner_of("Exports").team == cast.team()
    client.post("/settings/ownership/undo")
    assert owner_of("Exports").team is None


def test_a_mistake_keeps_what_was_typed(client, lead, exports):
    sent = typed(client, exports, pages="exports", keywords="dump")
    answer = client.post("/settings/ownership", {**sent, "name-new": "Docs", "pages-new": "/docs"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Nothing is saved yet." in page
    assert "“exports” is no page." in page
    assert ">dump</textarea>" in page
    assert 'value="Docs"' in page
    assert not Area.objects.filter(name="Docs").exists()


def test_a_taken_name_saves_no_other_row_either(client, lead, exports):
    sent = typed(client, exports, label="changed")
    page = client.post("/settings/ownership", {**sent, "name-new": "exports"}).content.decode()
    assert "There is an area “exports” already." in page
    assert owner_of("Exports").label == ""


def test_a_new_area_is_a_row_at_the_end(client, lead):
    client.post("/settings/ownership", {"name-new": "Docs", "answers-new": "support"})
    assert Area.objects.filter(name="Docs").exists()


def test_a_file_shows_what_it_changes_first(client, lead, exports):
    text = "Area,Team,Answers first\nExports,Delivery,team\nDocs,,\n"
    file = SimpleUploadedFile("table.csv", text.encode())
    page = client.post("/settings/ownership/import", {"file": file}).content.decode()
    assert "2 areas change." in page
    assert not Area.objects.filter(name="Docs").exists()
    client.post("/settings/ownership/import", {"text": text, "take": "1"})
    assert Area.objects.filter(name="Docs").exists()
    page = client.post(
        "/settings/ownership/import", {"text": "Area,Team\nDocs,Nobodies\n", "take": "1"}
    )
    assert "Line 2" in page.content.decode()


def test_groups_get_their_experts(client, lead):
    oskar = cast.staff("Oskar Brandt")
    data, europe = ProductGroup.objects.get(slug="data"), Region.objects.get(slug="europe")
    sent = {f"name-{data.pk}": "Data", f"sme-{europe.pk}-{data.pk}": str(oskar.pk)}
    client.post("/settings/ownership/groups", {**sent, "name-new": "Mobile"})
    assert Sme.objects.get().staff == oskar
    assert ProductGroup.objects.filter(slug="mobile").exists()
    client.post("/settings/ownership/groups/undo")
    assert not Sme.objects.exists()


def test_who_cannot_answer_is_no_expert(client, lead):
    data, europe = ProductGroup.objects.get(slug="data"), Region.objects.get(slug="europe")
    sent = {f"name-{data.pk}": "Data", f"sme-{europe.pk}-{data.pk}": str(cast.light_agent().pk)}
    page = client.post("/settings/ownership/groups", sent)
    assert page.status_code == 422
    assert "cannot answer customers" in page.content.decode()


def test_groups_and_regions_can_go(client, lead):
    client.post("/settings/ownership/groups/replay/deletion")
    assert not ProductGroup.objects.filter(slug="replay").exists()
    page = client.post("/settings/ownership/groups/unclassified/deletion", follow=True)
    assert "Unclassified tickets need their group." in page.content.decode()
    add_owned_area(name="Exports", texts={"group": "data"}, by=SYSTEM)
    page = client.post("/settings/ownership/groups/data/deletion", follow=True)
    assert "Data holds 1 area. Put them into another group first." in page.content.decode()
    client.post("/settings/ownership/regions", {"name": "Asia-Pacific"})
    client.post("/settings/ownership/regions/asia-pacific", {"name": "Asia"})
    assert Region.objects.filter(name="Asia").exists()
    client.post("/settings/ownership/regions/asia-pacific", {"delete": "1"})
    assert not Region.objects.filter(name="Asia").exists()
