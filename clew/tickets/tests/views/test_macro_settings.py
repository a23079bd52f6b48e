"""The settings pages of macros and of product areas."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from clew.core.actors import SYSTEM
from clew.people.models import Role
from clew.tickets.actions.areas import add_area
from clew.tickets.actions.macros import MacroWords, create_macro
from clew.tickets.models import Area, Macro
from tests import cast

GIVEN = {
    "name": "Links, please",
    "text": "Hi {{customer.first_name}}",
    "kind": "reply",
    "folder": "Details",
    "actions": json.dumps([{"field": "tags.add", "value": ["bug"]}]),
    "sees": "everybody",
}


@pytest.fixture
def lead(db):
    client = Client()
    client.force_login(cast.staff("Lena Lead", role=Role.LEAD))
    return client


@pytest.fixture
def admin(db):
    client = Client()
    client.force_login(cast.staff("Astrid Admin", role=Role.ADMIN))
    return client


@pytest.fixture
def macro(db):
    return create_macro(words=MacroWords(name="Shared one", text="Hello"), by=SYSTEM)


def test_the_list_says_what_each_does_and_how_often_it_is_used(agent, macro):
    page = agent.get("/settings/macros").content.decode()
    assert "Ask for links" in page
    assert "Set status to Pending" in page
    found = agent.get("/settings/macros?q=shared+one").content.decode()
    assert "Shared one" in found
    assert "Ask for links" not in found
    assert "No macro matches" in agent.get("/settings/macros?q=zzz").content.decode()


def test_a_lead_writes_one_for_everybody(lead):
    assert lead.post("/settings/macros/new", GIVEN).status_code == 302
    made = Macro.objects.get(name="Links, please")
    assert (made.owner, made.folder, made.changed_by) == (None, "Details", "Lena Lead")
    assert made.actions == [{"field": "tags.add", "value": ["bug"]}]


def test_an_agent_writes_their_own_only(agent, maya, macro):
    assert agent.post("/settings/macros/new", GIVEN).status_code == 200
    assert not Macro.objects.filter(name="Links, please").exists()
    agent.post("/settings/macros/new", GIVEN | {"sees": "me"})
    assert Macro.objects.get(name="Links, please").owner == maya
    page = agent.get(f"/settings/macros/{macro.pk}").content.decode()
    assert "Leads and admins change shared macros" in page
    agent.post(f"/settings/macros/{macro.pk}/copy")
    assert Macro.objects.get(name="Shared one", owner=maya).text == "Hello"


def test_what_is_wrong_is_said_at_its_field(lead):
    page = lead.post("/settings/macros/new", GIVEN | {"text": "{{user.name}}"}).content.decode()
    assert "There is no variable {{user.name}}" in page
    assert "customer.first_name" in page
    page = lead.post("/settings/macros/new", GIVEN | {"sees": "teams"}).content.decode()
    assert "Choose at least one team" in page


def test_the_preview_follows_the_words(lead, ticket):
    asked = {"text": "Hi {{customer.first_name}} {{write.this}} {{nonsense.x}}", "ticket": ""}
    shown = lead.post("/settings/macros/preview", asked).content.decode()
    assert "Hi Ada" in shown
    assert '<mark class="gap">{{write.this}}</mark>' in shown
    assert "There is no variable {{nonsense.x}}" in shown
    asked["ticket"] = "999999"
    assert "no such ticket" in lead.post("/settings/macros/preview", asked).content.decode()


def test_files_come_and_go(lead, macro):
    files = f"/settings/macros/{macro.pk}/files"
    shown = lead.post(files, {"file": SimpleUploadedFile("how.txt", b"how")})
    assert "how.txt" in shown.content.decode()
    file = macro.files.get()
    assert lead.get(f"{files}/{file.pk}").getvalue() == b"how"
    lead.post(f"{files}/{file.pk}/deletion")
    assert not macro.files.exists()


def test_deactivating_deleting_and_undoing(lead, agent, macro):
    lead.post(f"/settings/macros/{macro.pk}/active")
    assert "Shared one" not in agent.get("/macros").content.decode()
    lead.post(f"/settings/macros/{macro.pk}/active", {"on": "1"})
    answer = lead.post(f"/settings/macros/{macro.pk}/deletion", follow=True)
    assert "The macro is deleted" in answer.content.decode()
    assert agent.get(f"/settings/macros/{macro.pk}").status_code == 404
    lead.post(f"/settings/macros/{macro.pk}/restoration")
    assert "Shared one" in agent.get("/macros").content.decode()


def test_a_macro_of_somebody_else_is_not_there(lead, maya):
    own = create_macro(words=MacroWords(name="Mine", text="x"), owner=maya, by=SYSTEM)
    for path in ("", "/copy", "/deletion", "/restoration", "/active", "/files"):
        answer = lead.post(f"/settings/macros/{own.pk}{path}", GIVEN)
        assert answer.status_code == 404, path


def test_light_agents_write_none(light):
    assert light.get("/settings/macros").status_code == 200
    assert light.get("/settings/macros/new").status_code == 403


def test_areas_are_admins_business(lead, admin):
    assert lead.get("/settings/areas").status_code == 403
    assert admin.get("/settings/areas").status_code == 200


def test_a_new_area_with_its_owner(admin):
    team = cast.team("Looms")
    admin.post("/settings/areas", {"name": "Looms", "description": "Weaving", "team": team.pk})
    assert Area.objects.get(name="Looms").team == team
    said = admin.post("/settings/areas", {"name": "looms"}).content.decode()
    assert "There is an area “looms” already" in said


def test_a_new_name_is_on_the_tickets_too(admin):
    ticket = cast.ticket(area="Performance")
    admin.post("/settings/areas/performance/name", {"name": "Speed"})
    ticket.refresh_from_db()
    assert ticket.area == "Speed"


def test_merging_moves_the_tickets(admin):
    ticket = cast.ticket(area="Performance")
    admin.post("/settings/areas/performance/merger", {"into": "data-and-imports"})
    ticket.refresh_from_db()
    assert ticket.area == "Data and imports"
    assert not Area.objects.filter(slug="performance").exists()


def test_a_retired_area_is_no_longer_offered_and_comes_back(admin):
    admin.post("/settings/areas/performance/offer")
    assert not Area.objects.get(slug="performance").active
    admin.post("/settings/areas/performance/offer", {"on": "1"})
    assert Area.objects.get(slug="performance").active


def test_an_area_on_tickets_is_not_deleted(admin):
    cast.ticket(area="Performance")
    admin.post("/settings/areas/performance/deletion")
    admin.post("/settings/areas/data-and-imports/deletion")
    slugs = set(Area.objects.values_list("slug", flat=True))
    assert "performance" in slugs
    assert "data-and-imports" not in slugs


def test_moving_changes_the_order(admin):
    add_area(name="Looms", by=SYSTEM)
    admin.post("/settings/areas/looms/place", {"to": "up"})
    names = list(Area.objects.values_list("name", flat=True))
    assert names[-2:] == ["Looms", "Performance"]


def test_names_that_are_not_in_the_list_are_shown(admin):
    cast.ticket(area="Something else")
    assert "Something else" in admin.get("/settings/areas").content.decode()
