"""The way in by a one-time link."""

import pytest

from clew.core import installation
from clew.core.actors import SYSTEM
from clew.people import staff_actions
from clew.people.models import Role, Staff
from tests import cast

pytestmark = pytest.mark.django_db
STRONG = "forty-two grey herons"
OWNER = {"name": "Olga", "email": "olga@clew.example", "password": STRONG, "company": "Heron"}


def link():
    return f"/welcome/{staff_actions.invite_owner()}"


def test_the_first_visitor_becomes_owner(client):
    answer = client.post(link(), OWNER)
    assert answer.status_code == 302
    assert client.get("/settings/profile").status_code == 200
    assert installation.name() == "Heron"
    assert Staff.objects.get().role == Role.OWNER


def test_a_weak_password_is_explained_and_the_link_still_works(client):
    at = link()
    answer = client.post(at, OWNER | {"password": "12345678"})
    assert "entirely numeric" in answer.content.decode()
    assert client.post(at, OWNER).status_code == 302


def test_looking_at_a_link_uses_nothing_up(client):
    cast.staff("Olga", role=Role.OWNER, password=STRONG)
    at = link()
    for _ in range(2):
        assert "Sign in as Olga" in client.get(at).content.decode()
    assert client.post(at).status_code == 302
    assert client.get("/settings/profile").status_code == 200


def test_a_used_link_says_what_to_do(client):
    at = link()
    client.post(at, OWNER)
    client.logout()
    for answer in (client.get(at), client.post(at, OWNER), client.get("/welcome/nonsense")):
        assert answer.status_code == 410
        assert "Ask an admin for a new one" in answer.content.decode()


def test_invited_staff_choose_a_password(client):
    _, token = staff_actions.invite_staff(
        name="Hana", email="hana@clew.example", role=Role.LIGHT, by=SYSTEM
    )
    assert "light agent" in client.get(f"/welcome/{token}").content.decode()
    client.post(f"/welcome/{token}", {"name": "Hana Fitzroy", "password": STRONG})
    client.logout()
    answer = client.post("/sign-in/", {"login": "hana@clew.example", "password": STRONG})
    assert answer.status_code == 302
