"""Teams by the API: a new installation can be made ready for escalations by a program."""

import pytest

from tests import cast
from tests.programs import caller

pytestmark = pytest.mark.django_db


def test_a_team_is_made_listed_and_escalated_to():
    admin = caller("admin")
    made = admin.post("/teams", {"name": "Delivery"})
    assert (made.status_code, made.json()["slug"]) == (201, "delivery")
    names = [each["name"] for each in caller("agent").get("/teams").json()["items"]]
    assert names == ["Delivery"]
    given = {"to": "engineering", "team": "delivery", "note": "Why: the queue stands still."}
    assert admin.post(f"/tickets/{cast.ticket().number}/escalations", given).status_code == 201


def test_the_same_name_twice_is_said():
    admin = caller("admin")
    admin.post("/teams", {"name": "Delivery"})
    again = admin.post("/teams", {"name": "Delivery"})
    assert again.status_code == 422
    assert "name" in again.text


def test_only_admins_make_teams():
    assert caller("agent").post("/teams", {"name": "Delivery"}).status_code == 403
