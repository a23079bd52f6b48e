"""Finding a setting, and changing options with their story."""

import pytest

from clew.core.actors import Actor
from clew.core.options import set_options
from clew.people import staff_actions
from clew.people.models import Role
from tests import cast

pytestmark = pytest.mark.django_db
SOLVED_AFTER = "tickets.pending_solved_after"


@pytest.fixture
def ada(client):
    admin = cast.staff("Ada Admin", role=Role.ADMIN)
    client.force_login(admin)
    return admin


def found(client, text):
    return client.get("/settings/search", {"q": text}).content.decode()


def test_pages_and_options_are_found_by_name_and_help(client, ada):
    assert 'href="/settings/tags"' in found(client, "tag")
    assert 'href="/settings/audit"' in found(client, "history")
    hit = found(client, "solve PENDING")
    assert 'href="/settings/general#option-tickets-pending-solved-after"' in hit
    assert 'href="/settings/profile#hours"' in found(client, "working hours")
    assert "No setting has" in found(client, "<b>zzz</b>")
    assert "<b>zzz" not in found(client, "<b>zzz</b>")
    assert not found(client, " ").strip()


def test_others_find_only_their_own(client):
    client.force_login(cast.staff("Hana Fitzroy"))
    assert "No setting has" in found(client, "solve pending")
    assert 'href="/settings/profile"' in found(client, "signature")


def test_an_option_shows_its_default_and_who_changed_it(client, ada):
    page = client.get("/settings/general").content.decode()
    assert "Default: 7 days." in page
    assert "Changed by" not in page
    set_options(values={SOLVED_AFTER: 9}, by=Actor.staff(ada))
    page = client.get("/settings/general").content.decode()
    assert "Changed by Ada Admin" in page
    assert f'name="reset" value="{SOLVED_AFTER}"' in page
    answer = client.post("/settings/general", {"reset": SOLVED_AFTER, "section": "lifecycle"})
    assert answer.url == "/settings/general#lifecycle"
    assert 'name="reset"' not in client.get("/settings/general").content.decode()


def test_an_option_of_several_lines_keeps_them_in_its_field(client, ada):
    names = "mx.kiln.example\nmx.heron.example"
    set_options(values={"email.trusted_authserv": names}, by=Actor.staff(ada))
    page = client.get("/settings/general").content.decode()
    assert f">{names}</textarea>" in page


def test_a_wrong_number_saves_nothing_of_its_section(client, ada):
    given = {"section": "lifecycle", SOLVED_AFTER: "many", "tickets.reopens_within": "3"}
    answer = client.post("/settings/general", given)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="many"' in page
    assert "Choose a whole number from" in page
    assert "Changed by" not in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("kind=settings", {"option"}),
        ("kind=access", {"team"}),
        ("who=0", set()),
        ("from=2999-01-01", set()),
        ("to=2001-01-01", set()),
        ("from=nonsense&kind=nonsense&who=x", {"option", "team"}),
    ],
)
def test_the_audit_log_by_person_kind_and_day(client, ada, query, shown):
    set_options(values={SOLVED_AFTER: 9}, by=Actor.staff(ada))
    staff_actions.create_team(name="Delivery", by=Actor.staff(ada))
    page = client.get(f"/settings/audit?{query}").content.decode()
    said = {"option": "from 7 to 9", "team": "Made team Delivery"}
    assert {name for name, words in said.items() if words in page} == shown
