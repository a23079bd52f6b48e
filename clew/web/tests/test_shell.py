"""The rail, the environment switcher and search."""

import pytest

from clew.core import briefly, holding
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya(client):
    found = cast.staff()
    client.force_login(found)
    return found


def test_the_rail_counts_views(client, maya):
    cast.ticket("Exports stop")
    rail = client.get("/rail/counts").content.decode()
    assert "Unassigned" in rail
    assert '<span class="nav__count">1</span>' in rail


def test_the_rail_shows_own_teams(client, maya):
    maya.teams.add(cast.team("Delivery"))
    assert "/inbox/team-delivery" in client.get("/rail/counts").content.decode()


def test_the_environment_is_remembered(client, maya):
    cast.environment()
    cast.environment("staging")
    client.post("/environment", {"environment": "staging"})
    assert client.get("/search").context["request"].environment.name == "staging"
    client.get("/search?environment=production")
    assert client.get("/search").context["request"].environment.name == "production"


def test_an_unknown_environment_changes_nothing(client, maya):
    assert client.post("/environment", {"environment": "moon"}).status_code == 404
    client.get("/search?environment=moon")
    assert client.get("/search").context["request"].environment.name == "production"


def test_search_finds_tickets_customers_and_pages(client, maya):
    ticket = cast.ticket("Exports stop at 98%")
    found = client.get("/search", {"q": "exports"}).content.decode()
    assert f"/tickets/{ticket.number}" in found
    assert "/customers/person/" in client.get("/search", {"q": "ada"}).content.decode()
    assert "/settings/profile" in client.get("/search", {"q": "profile"}).content.decode()


def test_search_stays_inside_the_environment(client, maya):
    cast.person("Zoe Elsewhere", inside=cast.environment("staging"))
    assert "Nothing has" in client.get("/search", {"q": "zoe"}).content.decode()


def test_admin_pages_are_suggested_to_admins_only(client, maya):
    assert "/settings/tokens" not in client.get("/search", {"q": "tokens"}).content.decode()


def test_every_page_of_a_restored_copy_says_that_nothing_leaves_it(client, maya):
    says = "Nothing leaves this installation"
    assert says not in client.get("/inbox/unassigned").content.decode()
    holding.hold()
    briefly.forget_all()  # other processes hear of it within seconds
    for path in ("/inbox/unassigned", "/settings/profile"):
        assert says in client.get(path).content.decode()
