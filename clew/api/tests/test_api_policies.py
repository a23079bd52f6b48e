"""Policies over the API: read, put as a whole, looked at before, versions."""

import pytest

from clew.core import clock
from clew.people.models import Scope
from clew.routing.actions.refreshing import refresh_targets
from clew.routing.models import PolicyVersion
from clew.routing.policies.presets import seed_policies
from tests import cast
from tests.programs import caller

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _policies():
    PolicyVersion.objects.all().delete()
    seed_policies(PolicyVersion.objects, now=clock.now())


@pytest.fixture
def admin():
    return caller(Scope.ADMIN)


def quicker(read):
    for target in read["policies"][0]["targets"]:
        if target["when"] == {"plan": ["scale"]}:
            target["minutes"] = 600
    return {"policies": read["policies"], "version": read["version"], "note": "Quicker"}


def test_reading_and_putting(admin):
    read = admin.get("/policies").json()
    assert [each["slug"] for each in read["policies"]] == ["plan", "priority"]
    assert "weekdays-24h" in read["calendars"]
    put = admin.post("/policies", quicker(read), method="put").json()
    assert put["changed"]
    [newest, first] = admin.get("/policies/versions").json()["items"]
    assert (newest["version"], newest["by"], newest["note"]) == (put["version"], "Robot", "Quicker")
    assert newest["changes"][0].startswith("“By plan”: Scale plan, first reply is 10 h in")
    old = admin.get(f"/policies/versions/{first['version']}").json()
    assert old["policies"][0]["targets"][1]["minutes"] == 1440


def test_the_same_again_changes_nothing(admin):
    read = admin.get("/policies").json()
    first = admin.post("/policies", quicker(read), method="put").json()
    again = admin.post("/policies", {**quicker(read), "version": None}, method="put").json()
    assert again == {"version": first["version"], "changed": False}


def test_a_version_that_is_no_longer_the_newest_is_refused(admin):
    read = admin.get("/policies").json()
    admin.post("/policies", quicker(read), method="put")
    response = admin.post("/policies", {**quicker(read), "policies": []}, method="put")
    assert response.status_code == 409
    assert "is in force by now" in response.content.decode()


def test_what_is_wrong_is_told_by_place(admin):
    body = quicker(admin.get("/policies").json())
    body["policies"][0]["targets"][0]["calendar"] = "nowhere"
    response = admin.post("/policies", body, method="put")
    assert response.status_code == 422
    assert "choose a calendar" in response.content.decode()


def test_a_preview_stores_nothing(admin):
    cast.account(members=(cast.person(),))
    refresh_targets([cast.ticket().pk])
    found = admin.post("/policies/preview", quicker(admin.get("/policies").json())).json()
    assert (found["unsolved"], found["tickets"], found["earlier"]) == (1, 1, 1)
    assert found["changes"]
    assert PolicyVersion.objects.count() == 1


def test_agents_read_only():
    agent = caller(Scope.AGENT)
    read = agent.get("/policies").json()
    assert agent.post("/policies", quicker(read), method="put").status_code == 403
    assert agent.post("/policies/preview", quicker(read)).status_code == 403
    assert agent.get("/policies/versions/999999").status_code == 404
