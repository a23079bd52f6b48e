import json

import pytest
from django.test import Client

from clew.core.actors import SYSTEM
from clew.core.facts import facts_about
from clew.people.models import Role, Team
from clew.routing.automation_facts import RulesOrdered
from clew.routing.automations.examples import EXAMPLES, examples
from clew.routing.models import Firing, Rule
from clew.routing.tests.rule_acts import admin, react, rule
from clew.tickets import actions
from clew.tickets.options import PENDING_SOLVED
from clew.web.settings.audit_words import sentence
from tests import cast

pytestmark = pytest.mark.django_db
VIP = json.dumps([{"field": "tags.add", "value": ["vip"]}])
FORM = {
    "name": "Tag vip",
    "trigger": "opened",
    "c.match": "all",
    "c.0.field": "severity",
    "c.0.operator": "is",
    "c.0.value": "high",
    "actions": VIP,
}


@pytest.fixture
def client():
    client = Client()
    client.force_login(admin())
    return client


def text_of(response) -> str:
    return response.content.decode()


def test_an_admin_writes_a_rule_and_turns_it_on(client):
    answer = client.post("/settings/automations/new", FORM | {"then": "on"})
    made = Rule.objects.get()
    assert answer.url == f"/settings/automations/{made.pk}"
    assert made.runs
    assert made.conditions == {"all": [{"field": "severity", "operator": "is", "value": ["high"]}]}
    page = text_of(client.get("/settings/automations"))
    assert "Severity is High" in page
    assert "Add tag vip" in page
    assert "Has not fired" in page


def test_what_is_wrong_is_said_beside_it(client):
    wrong = FORM | {"name": "", "trigger": "time", "actions": "[]"}
    answer = client.post("/settings/automations/new", wrong)
    assert answer.status_code == 422
    for said in ("Give the rule a name.", "Choose at least one thing"):
        assert said in text_of(answer)
    endless = text_of(client.post("/settings/automations/new", FORM | {"trigger": "time"}))
    assert "again and again" in endless
    assert not Rule.objects.exists()


def test_a_condition_is_added_in_the_editor(client):
    answer = client.post("/settings/automations/draft", FORM | {"edit": "add:c"})
    assert 'name="c.1.field"' in text_of(answer)
    assert "/settings/automations/draft" in text_of(answer)


def test_switching_ordering_deleting_and_bringing_back(client):
    one, two = rule("One"), rule("Two", active=False)
    client.post(f"/settings/automations/{two.pk}/switch", {"on": "1"})
    ids = [one.pk, two.pk]
    client.post("/settings/automations/order", {"rule": ids, "up": two.pk})
    assert list(Rule.objects.values_list("name", "active")) == [("Two", True), ("One", True)]
    assert facts_about("rules")[-1].fact == RulesOrdered(rules=["Two", "One"])
    client.post(f"/settings/automations/{one.pk}/deletion")
    assert "The rule is deleted" in text_of(client.get(f"/settings/automations?deleted={one.pk}"))
    assert client.get(f"/settings/automations/{one.pk}").status_code == 404
    client.post(f"/settings/automations/{one.pk}/restoration")
    assert client.get(f"/settings/automations/{one.pk}").status_code == 200


def test_a_deleted_rule_does_nothing(client):
    made = rule()
    client.post(f"/settings/automations/{made.pk}/deletion")
    cast.ticket()
    react()
    assert not Firing.objects.exists()


@pytest.mark.parametrize("role", [Role.LEAD, Role.AGENT, Role.LIGHT])
def test_only_admins_open_them(role):
    made = rule()
    client = Client()
    client.force_login(cast.staff("Noor Vale", role=role))
    for path in ("", "/new", f"/{made.pk}", "/lifecycle/solve"):
        assert client.get(f"/settings/automations{path}").status_code == 403
    for path in ("new", f"{made.pk}/switch", f"{made.pk}/deletion", "dry-run", "order"):
        assert client.post(f"/settings/automations/{path}", FORM).status_code == 403
    made.refresh_from_db()
    assert made.runs


def test_the_dry_run_in_the_editor(client):
    cast.ticket("Loud", severity="high")
    cast.ticket("Calm")
    said = text_of(client.post("/settings/automations/dry-run", FORM | {"days": "30"}))
    assert "It would have fired on 1 of 2 tickets." in said
    assert "Loud" in said
    assert "Calm" not in said
    wrong = text_of(client.post("/settings/automations/dry-run", FORM | {"actions": "[]"}))
    assert "Choose at least one thing" in wrong


def test_the_ticket_leads_to_the_firing_and_its_chain():
    rule("One")
    rule("Two", "tags_changed", [{"field": "severity", "value": "high"}])
    ticket = cast.ticket()
    react()
    client = Client()
    client.force_login(cast.staff("Noor Vale"))
    firing = Firing.objects.latest("pk")
    where = f"/tickets/{ticket.number}/firings/{firing.pk}"
    assert where in text_of(client.get(f"/tickets/{ticket.number}"))
    page = text_of(client.get(where))
    for said in ("One", "Two", "added tag vip", "It began because the ticket opened"):
        assert said in page
    legal = cast.team("Legal")
    Team.objects.filter(pk=legal.pk).update(private=True)
    actions.set_team(ticket=ticket, team=legal, by=SYSTEM)
    assert client.get(where).status_code == 404


def test_rules_of_the_lifecycle_have_their_numbers_and_a_switch(client):
    path = "/settings/automations/lifecycle/solve"
    client.post(path, {PENDING_SOLVED.key: "9"})
    assert PENDING_SOLVED.value() == 9
    client.post(path, {"switch": "1"})
    assert PENDING_SOLVED.value() == 0
    client.post(path, {"switch": "1"})
    assert PENDING_SOLVED.value() == 9
    wrong = client.post(path, {PENDING_SOLVED.key: "1000"})
    assert wrong.status_code == 422
    assert "from 0 to 90" in text_of(wrong)
    assert client.get("/settings/automations/lifecycle/wake").status_code == 200


@pytest.mark.parametrize("slug", EXAMPLES)
def test_every_example_can_be_saved(client, slug):
    assert slug in {each.slug for each in examples()}
    page = client.get(f"/settings/automations/new?from={slug}")
    assert EXAMPLES[slug].name in text_of(page)
    given = EXAMPLES[slug]
    asked = [tuple(item.values()) for item in given.conditions["all"]]
    assert rule(given.name, given.trigger, list(given.actions), all=asked).pk


def test_the_list_is_a_few_statements(client, django_assert_max_num_queries):
    for count in range(6):
        rule(f"Rule {count}")
    with django_assert_max_num_queries(16):
        client.get("/settings/automations")


def test_the_audit_log_says_it_in_sentences():
    made = rule()
    said = [sentence(fact.fact.name, vars(fact.fact)) for fact in facts_about(f"rule/{made.pk}")]
    assert said == ["Wrote the rule “Tag vip”", "Turned the rule “Tag vip” on"]
