"""Password, rate limit, sessions and who is let through the front door."""

import pytest
from django.test import Client

from clew.core.actors import SYSTEM
from clew.people import staff_actions
from clew.people.models import Role
from tests import cast

pytestmark = pytest.mark.django_db
STRONG = "forty-two grey herons"


@pytest.fixture
def maya():
    return cast.staff(role=Role.OWNER, password=STRONG)


def sign_in(client, password=STRONG, **more):
    return client.post("/sign-in/", {"login": "maya@clew.example", "password": password, **more})


def test_the_right_password_leads_back_to_the_page_asked_for(client, maya):
    assert client.get("/settings/staff").url == "/sign-in/?next=%2Fsettings%2Fstaff"
    assert sign_in(client, next="/settings/staff").url == "/settings/staff"


def test_nobody_is_sent_to_another_site(client, maya):
    assert sign_in(client, next="https://evil.example/").url == "/"


def test_a_wrong_password_says_so(client, maya):
    assert "do not belong together" in sign_in(client, "guess").content.decode()


def test_guessing_is_slowed_down(client, maya):
    for _ in range(5):
        sign_in(client, "guess")
    assert "Too many attempts" in sign_in(client).content.decode()


def test_a_fragment_asks_the_browser_to_sign_in(client):
    answer = client.get("/rail/counts", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/sign-in/")


def test_nobody_signs_themselves_up(client):
    client.post("/sign-in/closed/", {"email": "x@y.example", "password1": STRONG})
    assert "by invitation" in client.get("/sign-in/closed/").content.decode()
    assert not staff_actions.Staff.objects.exists()


def test_deactivation_ends_sessions(client, maya):
    agent = cast.staff("Hana Fitzroy", password=STRONG)
    client.force_login(agent)
    assert client.get("/settings/profile").status_code == 200
    staff_actions.deactivate(staff=agent, by=SYSTEM)
    assert client.get("/settings/profile").status_code == 302


def test_a_session_from_before_does_not_come_back_with_its_owner(client, maya):
    agent = cast.staff("Hana Fitzroy", password=STRONG)
    client.post("/sign-in/", {"login": agent.email, "password": STRONG})
    assert client.get("/settings/profile").status_code == 200
    staff_actions.deactivate(staff=agent, by=SYSTEM)
    staff_actions.reactivate(staff=agent, by=SYSTEM)
    assert client.get("/settings/profile").status_code == 302


def test_signing_out_everywhere_else(maya):
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)
    assert there.get("/settings/profile").status_code == 200
    here.post("/settings/sessions")
    assert here.get("/settings/profile").status_code == 200
    assert there.get("/settings/profile").status_code == 302


def test_changing_the_password_ends_other_sessions(maya):
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)
    given = {
        "oldpassword": STRONG,
        "password1": "nine otters upstream",
        "password2": "nine otters upstream",
    }
    assert here.post("/sign-in/password/", given).status_code == 302
    assert there.get("/settings/profile").status_code == 302


def test_every_page_forbids_inline_scripts(client):
    policy = client.get("/sign-in/")["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe-eval" not in policy
