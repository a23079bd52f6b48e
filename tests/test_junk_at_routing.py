"""Junk at promises, rules, calendars and webhooks is refused in words, never a fault."""

import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from clew.core import clock
from clew.core.actors import SYSTEM, Actor
from clew.coverage.absences import Absence
from clew.coverage.actions.away import come_back, go_away
from clew.coverage.models import CalendarDay
from clew.integrations.webhooks.actions import create_endpoint
from clew.people.models import Role
from clew.routing.actions.policies import follow_calendars
from clew.routing.actions.rules import create_rule
from clew.routing.automations.checking import RuleWords
from clew.routing.models import PolicyVersion
from clew.routing.policies.presets import plan_policy, seed_policies
from clew.routing.queries.policies import content_in_force
from tests import cast
from tests.programs import caller

pytestmark = pytest.mark.django_db

MANY = "9" * 5000  # digits: more than Python reads
NUL = "a\x00b"
ITEM = {"field": "plan", "operator": "is"}
NAIVE = "2027-01-01T09:00:00"
DEEP = "[" * 100_000


@pytest.fixture(autouse=True)
def _policies(db):
    seed_policies(PolicyVersion.objects, now=clock.now())


@pytest.fixture
def owner():
    return cast.staff("Ines Ortega", role=Role.OWNER)


@pytest.fixture
def client(owner):
    made = Client(raise_request_exception=False)
    made.force_login(owner)
    return made


@pytest.fixture
def admin(db):
    return caller("admin")


def away(staff):
    now = clock.now()
    absence = Absence(starts_at=now, ends_at=now + timedelta(days=2))
    return go_away(staff=staff, absence=absence, by=SYSTEM)


FORM = {"name": "P", "c.0.match": "all", "t.0.metric": "first_reply", "t.0.calendar": "always"}
FORM |= {"t.0.amount": "8", "t.0.unit": "h", "slug": "plan"}
RULE = {"name": "R", "trigger": "opened", "c.match": "all", "actions": "[]"}
POSTS = [
    ("/settings/automations/new", RULE | {"actions": DEEP}),
    ("/settings/automations/dry-run", RULE | {"actions": DEEP}),
    ("/settings/automations/order", {"rule": MANY, "up": MANY, "down": MANY}),
    ("/settings/assignment/data", {"way": "sme", "takes_part": MANY}),
    ("/settings/ownership", {f"seen-{MANY}": "1", "seen-²": "1"}),
    ("/settings/ownership/groups", {"name-1": "G", "sme-1-1": MANY, f"name-{MANY}": "G"}),
    ("/settings/policies/order", {"use": "nothing"}),
    ("/settings/policies/draft", FORM | {"slug": "no slug at all"}),
    ("/settings/policies/draft", FORM | {"t.0.amount": "nan"}),
    ("/settings/policies/new", FORM | {"unknown_plan": NUL, "t.0.plan": NUL}),
    ("/settings/policies/in/plan", FORM | {"t.0.amount": "inf"}),
    ("/settings/policies/trial", {"policy": "plan", "try.plan": "scale",
                                  "try.created_at": "9999-12-31T23:59",
                                  "try.events": "+4h agent_reply"}),
]  # fmt: skip


@pytest.mark.parametrize(("path", "given"), POSTS)
def test_a_page_answers_junk(client, path, given):
    cast.team("Data")
    assert client.post(path, given).status_code in {200, 302, 400, 422}


@pytest.mark.parametrize("until", ["2026-13-45T99:99", "0001-01-01T00:00", "9999-12-31T23:59", ""])
def test_an_end_that_is_none(client, owner, until):
    row = away(owner)
    come_back(row=row, by=Actor.staff(owner))
    answer = client.post(f"/settings/away/{row.pk}/again", {"until": until})
    assert answer.status_code in {302, 422}
    row.refresh_from_db()
    assert row.ends_at <= clock.now()


@pytest.mark.parametrize(
    "path",
    [f"/settings/away?staff={MANY}", "/settings/webhooks?deleted=٣",
     f"/settings/automations?deleted={MANY}", f"/settings/audit?before={MANY}"],
)  # fmt: skip
def test_a_question_with_junk_in_it(client, path):
    assert client.get(path).status_code in {200, 400, 404}


POLICIES = [
    {"slug": ["x"]},
    {"slug": "two words"},
    {"slug": "x", "name": [1]},
    {"slug": "x", "description": 5},
    {"slug": "x", "targets": [{**plan_policy()["targets"][0], "when": {"escalated": {}}}]},
]


@pytest.mark.parametrize("policy", POLICIES)
def test_a_policy_that_is_none_is_refused(admin, policy):
    for method, path in (("put", "/policies"), ("post", "/policies/preview")):
        answer = admin.post(path, {"policies": [policy]}, method=method)
        assert answer.status_code == 422, answer.content


@pytest.mark.parametrize("value", [True, -1, 1.5, 2**40])
def test_a_plan_that_is_a_number_compares(admin, value):
    policy = {"slug": "x", "conditions": {"all": [ITEM | {"value": value}]}}
    answer = admin.post("/policies", {"policies": [policy]}, method="put")
    assert answer.status_code == 200, answer.content


def test_what_a_policy_leaves_out_is_filled_in(admin, client):
    """Else its pages, and what follows a calendar, would stumble over it for good."""
    answer = admin.post("/policies", {"policies": [{"slug": "bare"}]}, method="put")
    assert answer.status_code == 200
    (policy,) = content_in_force()["policies"]
    assert (policy["name"], policy["targets"], policy["enabled"]) == ("bare", [], True)
    assert follow_calendars(note="", by=SYSTEM) is None
    for path in ("", "/in/bare", "/versions"):
        assert client.get(f"/settings/policies{path}").status_code == 200


@pytest.mark.parametrize("day", ["0001-01-01", "1969-12-31", "9999-12-31"])
def test_a_date_that_no_calendar_can_read(admin, client, day):
    given = {"day": day, "name": "x", "slots": ""}
    assert client.post("/settings/calendars/always/days", given).status_code == 422
    assert admin.patch("/calendars/always", {"holidays": [day]}).status_code == 422
    assert not CalendarDay.objects.filter(day=day).exists()
    assert client.get("/settings/calendars").status_code == 200


def test_moments_without_a_zone_are_in_utc(admin):
    row = away(cast.staff("Oskar Brandt"))
    later = {"starts_at": NAIVE, "ends_at": "2027-01-05T09:00:00"}
    answer = admin.patch(f"/out-of-office/{row.pk}", later)
    assert answer.status_code == 200, answer.content
    assert answer.json()["starts_at"] == f"{NAIVE}Z"
    cast.staff("Noor Vale")
    far = {"staff": "noor@clew.example", "starts_at": "9998-01-01T00:00:00Z"}
    far["ends_at"] = "9998-02-01T00:00:00Z"
    assert admin.post("/out-of-office", far).status_code == 422


ODD = [None, True, -1, 2**64 - 1, MANY, NUL, [], {}, [None], [[]], {"all": [None]}, "9999-12-31"]


def bodies():
    hook = {"name": "W", "url": "https://a.example/", "facts": [], "active": True}
    does = {"field": "priority", "value": "high"}
    rule = {"name": "X", "trigger": "opened", "conditions": {}, "actions": [does]}
    day = {"name": "C", "timezone": "UTC", "weekly": {}, "holidays": [], "exceptions": {}}
    asked = {"created_at": "2026-03-06T16:10:00Z", "calendar": None, "events": [], "policy": "plan",
             "properties": {}, "target_minutes": {}, "tags": []}  # fmt: skip
    yield "/webhooks", hook
    yield "/rules", rule
    yield "/rules/dry-run", {key: rule[key] for key in ("trigger", "conditions", "actions")}
    yield "/calendars", day
    yield "/targets/preview", asked
    yield "/tickets/{}/escalations", {"to": "support", "team": "data", "note": "Because"}
    yield "/ownership/import", {"csv": "Area,Team\nX,\n", "preview": True}


def test_any_part_of_a_request_may_be_odd(admin, store, monkeypatch):
    monkeypatch.setattr("clew.api.v1.tokens.wait_for", lambda *_: 0)
    ticket = cast.ticket()
    create_endpoint(name="W0", url="https://b.example/", by=SYSTEM)
    words = RuleWords("R0", "opened", {}, [{"field": "priority", "value": "high"}])
    create_rule(words=words, by=SYSTEM)
    for path, body in bodies():
        for name in body:
            for odd in ODD:
                with transaction.atomic():
                    answer = admin.post(path.format(ticket.number), {**body, name: odd})
                    transaction.set_rollback(True)
                assert answer.status_code < 500, (path, name, odd)


def test_a_long_row_of_spaces_is_read_at_once(client):
    """A pattern may try each of them against each of the others."""
    spaces, ticket, team = " " * 90_000, cast.ticket(), cast.team("Data")
    began = time.monotonic()
    asked = {"policy": "plan", "try.plan": "scale", "try.events": f"+{spaces}!"}
    assert client.post("/settings/policies/trial", asked).status_code == 200
    given = {"to": "support", "team": team.pk, "note": f"Why\n{spaces}!"}
    assert client.post(f"/tickets/{ticket.number}/escalation", given).status_code in {302, 422}
    assert time.monotonic() - began < 10


def test_the_door_of_the_clock_knows_only_its_token(client):
    for given in ("", "é", "guess"):
        answer = client.post("/-/tick?at=2030-01-01T00:00:00Z", headers={"X-Clew-Control": given})
        assert answer.status_code == 404
