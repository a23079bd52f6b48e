"""Policies in the settings: read, written, tried, looked at before they are in force, put back."""

import re

import pytest

from clew.core import clock
from clew.people.models import Role
from clew.routing.actions.recomputing import run
from clew.routing.actions.refreshing import refresh_targets
from clew.routing.models import PolicyVersion, RecomputeJob
from clew.routing.policies.presets import preset_content, seed_policies
from clew.routing.queries.policies import content_in_force
from clew.routing.tests.forms_of_pages import fields_of
from tests import cast

pytestmark = pytest.mark.django_db
HOME = "/settings/policies"


@pytest.fixture(autouse=True)
def _policies():
    PolicyVersion.objects.all().delete()
    seed_policies(PolicyVersion.objects, now=clock.now())


@pytest.fixture
def admin(client):
    client.force_login(cast.staff("Ida Holm", role=Role.ADMIN))
    return client


def form_of(client, slug="plan"):
    page = client.get(f"{HOME}/in/{slug}").content.decode()
    found = fields_of(page, "policy-form")
    return {name: values for name, values in found.items() if not name.startswith("try.")}


def target_at(form, plan, metric="first_reply"):
    places = {name.split(".")[1] for name in form if name.startswith("t.")}
    return next(
        place
        for place in places
        if form[f"t.{place}.metric"] == [metric] and form.get(f"t.{place}.plan") == [plan]
    )


def reviewed(client, form, slug="plan"):
    response = client.post(f"{HOME}/in/{slug}", form)
    assert response.status_code == 302, response.content.decode()
    return response.headers["Location"]


def quicker(client, hours="12"):
    form = form_of(client)
    form[f"t.{target_at(form, 'scale')}.amount"] = [hours]
    return reviewed(client, form)


def test_the_list_says_what_is_promised_to_whom(admin):
    page = admin.get(HOME).content.decode()
    for said in ("By plan", "By priority", "Pay-as-you-go plan", "72 h", "Weekdays, 24 hours"):
        assert said in page
    assert "Use this one" in page


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [(Role.LIGHT, 403, 403), (Role.AGENT, 403, 403), (Role.LEAD, 200, 403), (Role.ADMIN, 200, 302)],
)
def test_leads_read_and_admins_change(client, role, reads, writes):
    client.force_login(cast.staff(f"Some {role}", role=role))
    for path in ("", "/in/plan", "/new", "/versions", "/trial"):
        assert client.get(f"{HOME}{path}").status_code == reads, path
    assert client.post(f"{HOME}/order", {"off": "plan"}).status_code == writes
    if role == Role.LEAD:
        assert "Switch off" not in client.get(HOME).content.decode()
        assert "Admins change policies." in client.get(f"{HOME}/in/plan").content.decode()
        assert client.post(f"{HOME}/in/plan", {"name": "Mine"}).status_code == 403


@pytest.mark.parametrize("slug", ["plan", "priority"])
def test_what_the_editor_shows_is_what_is_in_force(admin, slug):
    """Sent back untouched, the form changes nothing."""
    review = reviewed(admin, form_of(admin, slug), slug)
    assert "Nothing: this is what is in force." in admin.get(review).content.decode()


def test_a_change_is_looked_at_before_it_is_in_force(admin):
    cast.account(members=(cast.person(),))
    refresh_targets([cast.ticket().pk])
    review = quicker(admin)
    job = RecomputeJob.objects.get()
    run(job.pk)
    page = admin.get(review).content.decode()
    said = "“By plan”: Scale plan, first reply is 12 h in Weekdays, 24 hours, was 24 h"
    assert said in page
    assert "due earlier" in page
    assert re.search(r'<a class="link num" href="/tickets/\d+">', page)
    assert PolicyVersion.objects.count() == 1
    admin.post(review, {"note": "Quicker for Scale"})
    version = PolicyVersion.objects.first()
    assert (version.note, version.by_name) == ("Quicker for Scale", "Ida Holm")
    assert version.jobs.exists()
    page = admin.get(HOME).content.decode()
    assert "Open tickets are brought to the new policies" in page


def test_versions_tell_who_changed_what_and_go_back(admin):
    first = PolicyVersion.objects.get()
    admin.post(quicker(admin), {"note": "Quicker"})
    page = admin.get(f"{HOME}/versions").content.decode()
    assert "Ida Holm" in page
    assert "Scale plan, first reply is 12 h" in page
    back = admin.post(f"{HOME}/versions/{first.pk}/return").headers["Location"]
    assert "is 24 h in Weekdays, 24 hours, was 12 h" in admin.get(back).content.decode()
    admin.post(back, {"note": "Back"})
    assert content_in_force() == first.content


def test_a_preset_that_was_changed_says_so(admin):
    assert "as you changed it" not in admin.get(HOME).content.decode()
    admin.post(quicker(admin), {"note": ""})
    assert "In force, as you changed it" in admin.get(HOME).content.decode()


def test_a_change_that_crossed_another_is_looked_at_again(admin):
    mine = quicker(admin, "12")
    admin.post(quicker(admin, "6"), {"note": "Even quicker"})
    response = admin.post(mine, {"note": "Quicker"}, follow=True)
    assert "changed the policies meanwhile" in response.content.decode()
    assert PolicyVersion.objects.count() == 2


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"up": "priority"}, "Order is now “By priority”, “By plan”"),
        ({"off": "plan"}, "Switched off “By plan”"),
        ({"use": "priority"}, "Switched on “By priority”"),
        ({"order": ["priority", "plan"]}, "Order is now “By priority”, “By plan”"),
    ],
)
def test_rearranging_is_looked_at_too(admin, sent, said):
    review = admin.post(f"{HOME}/order", sent).headers["Location"]
    assert said in admin.get(review).content.decode()


def test_a_new_policy_comes_first(admin):
    page = admin.get(f"{HOME}/new?preset=plan").content.decode()
    form = fields_of(page, "policy-form") | {"name": ["For partners"]}
    review = admin.post(f"{HOME}/new", form).headers["Location"]
    assert "Added “For partners”" in admin.get(review).content.decode()
    admin.post(review, {"note": ""})
    slugs = [each["slug"] for each in content_in_force()["policies"]]
    assert slugs == ["for-partners", "plan", "priority"]


def test_removing_one(admin):
    review = admin.post(f"{HOME}/in/priority", {"remove": "1"}).headers["Location"]
    assert "Removed “By priority”" in admin.get(review).content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": [""]}, "Give the policy a name."),
        ({"t.0.amount": ["0"]}, "whole minutes"),
        ({"t.0.calendar": ["nowhere"]}, "choose a calendar"),
        ({"c.0.match": ["all"], "c.0.0.field": ["plan"], "c.0.0.operator": ["is"]}, "values"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(admin, fields, said):
    form = form_of(admin) | {"description": ["Kept"]} | fields
    response = admin.post(f"{HOME}/in/plan", form)
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert 'value="Kept"' in page
    assert not RecomputeJob.objects.exists()


@pytest.mark.parametrize(
    ("edit", "count", "text"),
    [
        ("target-add", 13, 'class="targetrow"'),
        ("target-remove:0", 11, 'class="targetrow"'),
        ("target-copy:0", 13, 'class="targetrow"'),
        ("rule-add", 4, 'class="rule"'),
        ("rule-remove:0", 2, 'class="rule"'),
        ("add:c.0", 1, 'name="c.0.0.field"'),
    ],
)
def test_building_steps(admin, edit, count, text):
    form = form_of(admin) | {"edit": [edit]}
    page = admin.post(f"{HOME}/draft", form, headers={"HX-Request": "true"}).content.decode()
    assert page.count(text) == count


def test_priorities_keep_their_conditions_when_they_move(admin):
    form = form_of(admin) | {"edit": ["rule-up:1"]}
    page = admin.post(f"{HOME}/draft", form).content.decode()
    moved = fields_of(page, "policy-form")
    assert moved["p.1.priority"] == ["low"]
    assert moved["c.1.0.value"] == ["free"]
    assert moved["p.2.priority"] == ["high"]


def test_conditions_of_every_kind_come_back(admin):
    """Also those that a form shows in other ways than the policy stores them."""
    content = preset_content()
    content["policies"][0]["conditions"] = {
        "all": [
            {"field": "account.mrr", "operator": "gt", "value": 500},
            {"field": "account.trial", "operator": "yes"},
            {"field": "severity", "operator": "is", "value": ["high"]},
            {"field": "tags", "operator": "includes", "value": ["vip"]},
            {"field": "escalated", "operator": "not_set"},
            {"any": [{"field": "person.role", "operator": "contains", "value": "cto"}]},
        ]
    }
    PolicyVersion.objects.create(content=content, created_at=clock.now())
    review = reviewed(admin, form_of(admin))
    assert "Nothing: this is what is in force." in admin.get(review).content.decode()


def test_trying_what_is_not_saved(admin):
    form = form_of(admin)
    form[f"t.{target_at(form, 'scale')}.amount"] = ["3"]
    asked = {"try.plan": ["scale"], "try.severity": ["medium"],
             "try.created_at": ["2026-11-16T09:00"], "try.events": ["+2h agent_reply"]}  # fmt: skip
    page = admin.post(f"{HOME}/trial", form | asked, headers={"HX-Request": "true"})
    said = page.content.decode()
    assert "High priority" in said
    assert "Enterprise or Scale plan" in said
    assert "Scale plan → 3 h in Weekdays, 24 hours" in said
    assert "Met" in said
    assert PolicyVersion.objects.count() == 1


def test_trying_what_is_in_force_by_a_lead(client):
    client.force_login(cast.staff("Leo Lead", role=Role.LEAD))
    said = client.post(f"{HOME}/trial", {"try.plan": "free", "try.severity": "low"})
    assert "No target." in said.content.decode()
    wrong = client.post(f"{HOME}/trial", {"try.plan": "free", "try.events": "soon agent_reply"})
    assert "Line 1: write how long after opening" in wrong.content.decode()
