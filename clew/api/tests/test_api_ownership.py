"""Ownership over the API."""

import pytest

from clew.routing.models import ProductGroup, Region
from clew.routing.seeded_groups import seed_groups
from clew.tickets.models import Area
from tests import cast

GIVEN = {
    "team": "delivery",
    "answers_first": "team",
    "label": "Exports",
    "product_group": "data",
    "page_rules": ["/exports/*"],
    "keywords": ["csv export"],
}


@pytest.fixture(autouse=True)
def _house(db):
    seed_groups(ProductGroup.objects, Region.objects)
    Area.objects.all().delete()
    cast.team()
    cast.area("Exports")
    cast.area("Docs")


def test_an_area_gets_its_owner(admin, agent):
    answer = admin.post("/areas/exports/ownership", GIVEN, method="put")
    assert answer.status_code == 200
    assert answer.json()["team"] == {"slug": "delivery", "name": "Delivery"}
    kept = admin.post("/areas/exports/ownership", {"label": "files"}, method="put").json()
    assert (kept["label"], kept["keywords"]) == ("files", ["csv export"])
    items = agent.get("/ownership").json()["items"]
    assert {item["area"]: item["answers_first"] for item in items} == {
        "Exports": "team",
        "Docs": "support",
    }
    found = agent.get("/ownership?q=https://app.heron.example/exports/3").json()["items"]
    assert [(item["area"], item["why"]) for item in found] == [
        ("Exports", "the page matches /exports/*")
    ]


def test_what_cannot_be_is_named(admin):
    answer = admin.post("/areas/exports/ownership", {"team": "nobodies"}, method="put")
    assert answer.status_code == 422
    assert "There is no team “nobodies”" in answer.content.decode()
    assert admin.post("/areas/nowhere/ownership", {}, method="put").status_code == 404


def test_only_admins_change_it(agent):
    assert agent.post("/areas/exports/ownership", GIVEN, method="put").status_code == 403
    assert agent.post("/ownership/import", {"csv": "Area\nX\n"}).status_code == 403
    path = "/product-groups/data/smes/europe"
    assert agent.post(path, {"staff": ""}, method="put").status_code == 403


def test_a_file_is_taken_whole_or_not(admin):
    csv = "Area,Team\nExports,Delivery\nReplay,Delivery\n"
    seen = admin.post("/ownership/import", {"csv": csv, "preview": True}).json()
    assert (seen["added"], seen["changed"], seen["done"]) == (["Replay"], ["Exports"], False)
    assert not Area.objects.filter(name="Replay").exists()
    wrong = admin.post("/ownership/import", {"csv": csv + "Docs,Nobodies\n"}).json()
    assert (wrong["errors"][0]["line"], wrong["done"]) == (4, False)
    assert not Area.objects.filter(name="Replay").exists()
    assert admin.post("/ownership/import", {"csv": csv}).json()["done"]
    assert Area.objects.filter(name="Replay").exists()


def test_experts_and_gaps(admin, agent):
    admin.post("/areas/exports/ownership", GIVEN, method="put")
    oskar = cast.staff("Oskar Brandt")
    path = "/product-groups/data/smes/europe"
    made = admin.post(path, {"staff": oskar.email}, method="put").json()
    assert made["smes"] == [{"region": "europe", "staff": oskar.email, "name": "Oskar Brandt"}]
    groups = agent.get("/product-groups").json()["items"]
    assert [group["name"] for group in groups if group["shared"]] == ["Analytics", "Unclassified"]
    gaps = agent.get("/coverage-gaps").json()["items"]
    assert [(gap["product_group"], gap["region"]) for gap in gaps] == [("data", "north-america")]
    assert admin.post(path, {"staff": "nobody@clew.example"}, method="put").status_code == 422
    assert admin.post(path, {"staff": ""}, method="put").json()["smes"] == []
