"""Automations and webhooks over the API."""

import pytest

from clew.core.actors import SYSTEM
from clew.routing.models import Firing, Rule
from clew.tickets import actions
from tests import cast

GIVEN = {
    "name": "Tag vip",
    "trigger": "opened",
    "conditions": {"all": [{"field": "severity", "operator": "is", "value": ["high"]}]},
    "actions": [{"field": "tags.add", "value": ["vip"]}],
}


@pytest.fixture
def rule(admin):
    return admin.post("/rules", GIVEN).json()


def test_an_admin_token_writes_rules(admin, rule):
    assert (rule["active"], rule["actions"]) == (False, GIVEN["actions"])
    path = f"/rules/{rule['id']}"
    changed = admin.post(path, {"name": "Mark", "active": True}, method="patch").json()
    assert (changed["name"], changed["active"]) == ("Mark", True)
    assert changed["conditions"] == GIVEN["conditions"]
    assert [each["name"] for each in admin.get("/rules").json()["items"]] == ["Mark"]
    assert admin.post(path, {}, method="delete").status_code == 204
    assert admin.get(path).status_code == 404
    assert Rule.objects.get().deleted_at


def test_what_is_wrong_is_said_by_field(admin):
    answer = admin.post("/rules", GIVEN | {"trigger": "time"})
    assert answer.status_code == 422
    assert "again and again" in answer.json()["errors"][0]["message"]
    answer = admin.post("/rules", GIVEN | {"trigger": "never", "actions": []})
    assert {each["field"] for each in answer.json()["errors"]} == {"trigger", "actions"}


def test_rules_stand_in_the_order_given(admin, rule):
    second = admin.post("/rules", GIVEN | {"name": "Second"}).json()
    ids = [second["id"], rule["id"]]
    answer = admin.post("/rules/order", {"rules": ids}, method="put")
    assert [each["id"] for each in answer.json()["items"]] == ids


def test_a_dry_run_tells_and_changes_nothing(admin, rule, ada):
    ticket = cast.ticket(requester=ada, severity="high")
    cast.ticket(requester=ada)
    draft = {name: GIVEN[name] for name in ("trigger", "conditions", "actions")}
    answer = admin.post("/rules/dry-run", draft).json()
    assert (answer["total"], answer["looked_at"], answer["next"]) == (2, 2, None)
    assert [(each["ticket"], each["did"]) for each in answer["items"]] == [
        (ticket.number, ["added tag vip"])
    ]
    ticket.refresh_from_db()
    assert ticket.tags == []
    assert not Firing.objects.exists()


def test_only_admin_tokens_see_rules_and_webhooks(agent, admin, rule):
    for path in ("/rules", f"/rules/{rule['id']}", f"/rules/{rule['id']}/firings", "/webhooks"):
        assert agent.get(path).status_code == 403, path
    assert agent.post("/rules", GIVEN).status_code == 403
    assert agent.post("/webhooks", {"name": "X", "url": "https://a.example"}).status_code == 403


def test_webhooks_show_their_secret_once(admin):
    given = {"name": "Warehouse", "url": "https://hooks.heron.example/x", "facts": []}
    made = admin.post("/webhooks", given).json()
    assert made["secret"].startswith("whsec_")
    path = f"/webhooks/{made['id']}"
    assert "secret" not in admin.get(path).json()
    facts = {"facts": ["tickets.TicketOpened"]}
    assert admin.post(path, facts, method="patch").json()["facts"] == facts["facts"]
    wrong = admin.post(path, {"facts": ["tickets.Nothing"]}, method="patch")
    assert wrong.status_code == 422
    assert admin.get(f"{path}/deliveries").json()["items"] == []
    assert admin.post(path, {}, method="delete").status_code == 204
    assert admin.get("/webhooks").json()["items"] == []


def test_firings_are_told(admin, rule, ada):
    ticket = cast.ticket(requester=ada)
    made = Rule.objects.get()
    given = {"because": "the ticket opened", "did": ["added tag vip"], "state": "done"}
    Firing.objects.create(
        rule=made, rule_name=made.name, ticket=ticket, key="k", at=ticket.created_at, **given
    )
    items = admin.get(f"/rules/{rule['id']}/firings").json()["items"]
    assert [(each["ticket"], each["did"]) for each in items] == [(ticket.number, given["did"])]
    assert admin.get(f"/rules/{rule['id']}/firings?problems=true").json()["items"] == []
    assert actions.add_tags(ticket=ticket, tags=["x"], by=SYSTEM)
