"""Usage metrics through the API: admins write them, agents read what they came to."""

from datetime import timedelta

import pytest

from clew.core import clock

pytestmark = pytest.mark.django_db
REPORTS = {"name": "Reports", "events": [{"event": "report opened"}], "days": 7}


def test_admins_write_metrics_and_agents_read_them(admin, agent, stranger):
    assert stranger.get("/metrics").status_code == 401
    assert agent.post("/metrics", REPORTS).status_code == 403
    made = admin.post("/metrics", REPORTS)
    assert made.status_code == 201
    assert made.json()["slug"] == "reports"
    admin.post("/metrics", REPORTS | {"name": "Errors", "events": [{"event": "$exception"}]})
    changed = admin.patch("/metrics/errors", {"more_is_better": False, "place": 1})
    assert changed.json()["more_is_better"] is False
    assert [one["slug"] for one in agent.get("/metrics").json()["items"]] == ["errors", "reports"]
    assert agent.get("/metrics/reports").json()["days"] == 7
    assert agent.patch("/metrics/reports", {"days": 30}).status_code == 403
    assert agent.post("/metrics/reports", method="delete").status_code == 403
    assert admin.post("/metrics/reports", method="delete").status_code == 204
    assert agent.get("/metrics/reports").status_code == 404


def test_mistakes_are_said_by_their_place(admin):
    bad = {"property": "size", "operator": "gt", "value": "big"}
    answer = admin.post("/metrics", REPORTS | {"filters": [bad], "days": 8})
    assert answer.status_code == 422
    assert {"filters.0.value", "days"} <= set(str(answer.json()).split("'"))


def test_profiles_say_what_a_customer_used(admin, agent, ada, stored):
    for _ in range(3):
        stored(ada, "report opened", clock.now() - timedelta(hours=1), group_0="heron")
    admin.post("/metrics", REPORTS)
    (usage,) = agent.get("/customers/person", distinct_id="ada").json()["usage_metrics"]
    assert (usage["metric"], usage["value"], usage["previous"]) == ("reports", 3, 0)
    assert usage["change_percent"] is None
    assert usage["series"] == [0, 0, 0, 0, 0, 0, 3]
    (same,) = agent.get("/customers/person/usage", distinct_id="ada").json()["items"]
    assert same == usage
    # cast.account is of the type with index 0
    account = agent.get("/customers/group/usage", type="company", key="heron").json()["items"]
    assert [one["value"] for one in account] == [3]
    assert agent.get("/customers/group/usage", type="company", key="none").status_code == 404
    assert agent.get("/customers/person/usage").status_code == 422
