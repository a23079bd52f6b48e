"""Own fields and tags on the ticket page, in the inbox and on the form for new tickets."""

import json

import pytest

from clew.core.actors import SYSTEM, Actor
from clew.people.models import Role
from clew.tickets import actions
from clew.tickets.actions.field_definitions import Definition, create_field
from clew.tickets.actions.tag_settings import edit_tag
from clew.tickets.models import Tag, Ticket
from tests import cast

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def maya(client):
    staff = cast.staff("Maya Lindholm")
    client.force_login(staff)
    return staff


def a_field(label="Root cause", kind="choice", **more):
    if kind == "choice":
        more.setdefault("choices", ["Configuration", "Bug of ours"])
    return create_field(definition=Definition(label=label, kind=kind, **more), by=SYSTEM)


def said(answer):
    return answer.content.decode()


def test_the_ticket_shows_what_is_filled_in_and_asks_for_the_rest(client, maya):
    a_field()
    a_field("Escalated to", "person")
    a_field("Endpoint", "text", areas=["Webhooks"])
    ticket = cast.ticket(fields={"root-cause": "configuration"})
    page = said(client.get(f"/tickets/{ticket.number}"))
    assert 'aria-label="Root cause: Configuration. Change"' in page
    assert "Fields: 1 of 2 filled in" in page
    form = said(client.get(f"/tickets/{ticket.number}/fields", headers=HTMX))
    assert '<option value="configuration" selected>Configuration</option>' in form
    assert f'<option value="{maya.pk}">Maya Lindholm</option>' in form
    assert "Endpoint" not in form


def test_saving_is_one_change_with_one_undo(client, maya):
    a_field()
    a_field("Escalated", "checkbox")
    ticket = cast.ticket(fields={"escalated": True})
    url = f"/tickets/{ticket.number}/fields"
    given = {"asked": ["root-cause", "escalated"], "field.root-cause": "bug-of-ours"}
    answer = client.post(url, given, headers=HTMX)
    assert "et Root cause to Bug of ours" in said(answer)
    toast = json.loads(answer.headers["X-Clew-Toast"])
    assert toast["text"] == "2 fields saved"
    ticket.refresh_from_db()
    assert ticket.fields == {"root-cause": "bug-of-ours"}
    client.post(toast["undo"]["url"], toast["undo"]["fields"], headers=HTMX)
    ticket.refresh_from_db()
    assert ticket.fields == {"escalated": True}


def test_solving_says_what_is_missing(client, maya):
    a_field(required_on=["solved"])
    ticket = cast.ticket()
    answer = client.post(f"/tickets/{ticket.number}/status", {"status": "solved"}, headers=HTMX)
    assert (answer.status_code, said(answer)) == (422, "Fill in “Root cause” before solving.")


def test_light_agents_see_values_and_cannot_set_them(client):
    a_field()
    client.force_login(cast.light_agent())
    ticket = cast.ticket(fields={"root-cause": "configuration"})
    assert "Configuration" in said(client.get(f"/tickets/{ticket.number}"))
    given = {"asked": "root-cause", "field.root-cause": "bug-of-ours"}
    assert client.post(f"/tickets/{ticket.number}/fields", given, headers=HTMX).status_code == 403


def test_the_form_for_new_tickets_asks_too(client, maya):
    a_field()
    a_field("Seats", "number")
    a_field("Endpoint", "text", areas=["Webhooks"])
    page = said(client.get("/tickets/new"))
    assert "Root cause" in page
    assert "Endpoint" not in page
    given = {"email": "ada@heron.example", "subject": "Hi", "body": "Help", "kind": "bug"}
    given |= {"severity": "low", "field.root-cause": "configuration", "field.seats": "many"}
    wrong = client.post("/tickets", given)
    assert wrong.status_code == 422
    assert "“many” is not a number" in said(wrong)
    assert '<option value="configuration" selected>' in said(wrong)
    assert client.post("/tickets", given | {"field.seats": "7"}).status_code == 302
    assert Ticket.objects.get().fields == {"root-cause": "configuration", "seats": 7}


def test_tags_have_their_colour_on_the_ticket_and_in_the_inbox(client, maya):
    ticket = cast.ticket(tags=["vip", "plain"])
    edit_tag(tag=Tag.objects.get(name="vip"), tone="violet", description="", by=SYSTEM)
    for path in (
        f"/tickets/{ticket.number}",
        "/inbox/open",
        f"/inbox/open/rows?number={ticket.number}",
    ):
        page = said(client.get(path))
        assert 'data-tone="violet"' in page, path
        assert page.count('data-tone="violet"') == 1, path


def test_a_tag_is_known_from_its_first_use(client, maya):
    ticket = cast.ticket()
    actions.add_tags(ticket=ticket, tags=["Incident/12", "eu-west"], by=Actor.staff(maya))
    assert Tag.objects.get(name="incident/12").created_by == maya
    found = said(client.get("/tags?add=webhooks, inc"))
    assert 'value="incident/12"' in found
    assert "eu-west" not in found
    client.logout()
    assert client.get("/tags?add=inc").status_code == 302


def test_own_fields_and_colours_cost_no_statement(client, maya):
    ticket = cast.ticket()
    path = f"/tickets/{ticket.number}"
    before = _statements(client, path)
    for number in range(5):
        a_field(f"Field {number}", "text")
    actions.set_field(ticket=ticket, slug="field-1", value="x", by=Actor.staff(maya))
    actions.add_tags(ticket=ticket, tags=["vip"], by=Actor.staff(maya))
    edit_tag(tag=Tag.objects.get(name="vip"), tone="red", description="", by=SYSTEM)
    assert _statements(client, path) <= before


def _statements(client, path):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@pytest.mark.parametrize("role", [Role.LIGHT, Role.AGENT, Role.LEAD])
def test_settings_of_fields_and_tags_are_the_admins(client, role):
    a_field()
    client.force_login(cast.staff("Sam Stranger", role=role))
    for path in ("fields", "fields/new", "fields/root-cause", "tags", "general"):
        assert client.get(f"/settings/{path}").status_code == 403, path
    posts = ("fields/root-cause/place", "fields/root-cause/state", "fields/preview")
    for path in (*posts, "tags/merge", "tags/edit", "tags/deletion", "tags/restored"):
        assert client.post(f"/settings/{path}").status_code == 403, path
