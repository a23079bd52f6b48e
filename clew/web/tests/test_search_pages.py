"""The search page and the palette: what is shown, and what typing cannot break."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clew.core.actors import Actor
from clew.tickets.actions import add_note, add_tags, set_team
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya(client):
    found = cast.staff()
    client.force_login(found)
    return found


def page(client, path, q, **more):
    answer = client.get(path, {"q": q, **more})
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_found_words_are_marked_and_nothing_typed_becomes_html(client, maya):
    cast.ticket("Exports <script>stop</script>", "It says <b>timeout</b> <img src=x onerror=1>.")
    for path in ("/search", "/search/palette"):
        shown = page(client, path, "timeout")
        assert "<mark>timeout</mark>" in shown
        assert "<script>stop" not in shown
        assert "<img" not in shown
        assert "&lt;script&gt;stop" in shown
        shown = page(client, path, '"><script>alert(1)</script>')
        assert "<script>alert" not in shown


@pytest.mark.parametrize(
    "q", ["'", "(((", "\\", "\x00", "x" * 9000, "status:", "a:b:c", "مرحبا", "[", "%"]
)
def test_whatever_is_typed_is_a_page(q, client, maya):
    cast.ticket()
    for path in ("/search", "/search/palette", "/search/more"):
        page(client, path, q)


def test_notes_say_that_they_are_notes(client, maya):
    ticket = cast.ticket()
    add_note(ticket=ticket, staff=maya, body="The gateway, probably.")
    assert "In an internal note" in page(client, "/search", "gateway")
    assert "In an internal note" in page(client, "/search/palette", "gateway")


def test_a_mistyped_name_is_understood(client, maya):
    cast.ticket(requester=cast.person("Ada Quist"))
    shown = page(client, "/search", "quisst")
    assert "Customers with a similar name" in shown
    assert "Did you mean Ada Quist?" in shown
    assert "Webhooks arrive twice" in page(client, "/search", 'requester:"Ada Quist"')


def test_nothing_typed_teaches_and_a_slip_is_corrected(client, maya):
    assert "severity:critical" in page(client, "/search", "")
    shown = page(client, "/search", "stauts:open")
    assert "Did you mean “status:”?" in shown
    assert "?q=status%3Aopen" in shown


def test_operators_and_their_values_are_suggested(client, maya):
    add_tags(ticket=cast.ticket(), tags=["eu-west"], by=Actor.staff(maya))
    cast.account("Heron", members=(cast.person(),), plan="scale")
    for typed, suggested in {
        "sta": "status:",
        "export sta": "export status:",
        "status:pe": "status:pending ",
        "assignee:may": "assignee:maya@clew.example ",
        "tag:eu": "tag:eu-west ",
        "plan:sc": "plan:scale ",
        "-is:un": "-is:unassigned ",
        "status:open,pe": "status:open,pending ",
    }.items():
        assert f'data-complete="{suggested}"' in page(client, "/search/palette", typed), typed
    assert "data-complete" not in page(client, "/search/palette", "status:pending")


def test_more_comes_by_the_page(client, maya):
    for number in range(25):
        cast.ticket(f"Webhooks {number}")
    first = page(client, "/search", "webhooks")
    assert first.count('class="found"') == 20
    after = client.get("/search", {"q": "webhooks"}).context["results"].found.next_cursor
    assert page(client, "/search/more", "webhooks", after=after).count('class="found"') == 5
    assert client.get("/search/more", {"q": "webhooks", "after": "no"}).status_code == 422


def test_a_search_opens_as_a_view(client, maya):
    ticket = cast.ticket()
    view = client.get("/search", {"q": "webhooks status:new -tag:old created>7d"}).context["view"]
    assert view.startswith("/inbox/all?filter=")
    assert ticket.subject in client.get(view).content.decode()
    assert client.get("/search", {"q": "-requester:ada"}).context["view"] == ""


def test_strangers_and_other_teams(client, maya):
    secret = cast.team("Security")
    secret.private = True
    secret.save()
    ticket = cast.ticket("Webhooks leak")
    set_team(ticket=ticket, team=secret, by=Actor.staff(maya))
    for path in ("/search", "/search/palette", "/search/more"):
        assert "Webhooks leak" not in page(client, path, "leak")
        assert Client().get(path, {"q": "leak"}).status_code == 302


def test_light_agents_search(client):
    ticket = cast.ticket()
    client.force_login(cast.light_agent())
    assert f"/tickets/{ticket.number}" in page(client, "/search/palette", "webhooks")


def test_the_palette_costs_the_same_however_much_it_finds(client, maya):
    def statements():
        with CaptureQueriesContext(connection) as asked:
            page(client, "/search/palette", "webhooks arrive")
        return len(asked)

    cast.ticket()
    few = statements()
    for name in ("Bo Berg", "Cy Dahl", "Di Evers"):
        cast.ticket(requester=cast.person(name))
    assert statements() <= few <= 22
