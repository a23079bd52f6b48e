"""Settings as a stranger: nobody gets further than their role."""

import pytest

from clew.core.actors import SYSTEM
from clew.people import actions, staff_actions
from clew.people.models import Role, Staff
from tests import cast

pytestmark = pytest.mark.django_db
OWN = ["profile", "security", "notifications"]
ADMIN = ["staff", "teams", "tokens", "keys", "mail", "quarantine", "dead-letters"]
REFUSED = [Role.LIGHT, Role.AGENT, Role.LEAD]


@pytest.fixture
def house():
    """Something behind every address."""
    member = cast.staff("Hana Fitzroy")
    token, _ = staff_actions.create_api_token(name="Export", scope="agent", by=SYSTEM)
    key = actions.create_capture_key(name="Web", environment=cast.environment(), by=SYSTEM)
    cast.team("Delivery")
    return [
        f"/settings/staff/{member.pk}",
        f"/settings/staff/{member.pk}/role",
        f"/settings/staff/{member.pk}/teams",
        f"/settings/staff/{member.pk}/link",
        f"/settings/staff/{member.pk}/deactivation",
        "/settings/teams/delivery",
        "/settings/teams/delivery/deletion",
        f"/settings/tokens/{token.pk}/revocation",
        "/settings/environments/production/keys",
        f"/settings/keys/{key.pk}",
        f"/settings/keys/{key.pk}/revocation",
        "/settings/dead-letters/1/attempt",
    ]


def test_the_anonymous_are_sent_to_sign_in(client, house):
    for path in [f"/settings/{name}" for name in OWN + ADMIN] + house:
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 302
            assert answer.url.startswith("/sign-in/")


@pytest.mark.parametrize("role", REFUSED)
def test_others_see_their_own_pages_only(client, house, role):
    client.force_login(cast.staff("Sam Stranger", role=role))
    assert [client.get(f"/settings/{name}").status_code for name in OWN] == [200] * len(OWN)
    for name in ADMIN:
        answer = client.get(f"/settings/{name}")
        assert answer.status_code == 403
        assert "owners and admins" in answer.content.decode()
    for path in house:
        assert client.post(path).status_code == 403, path


@pytest.mark.parametrize("role", [Role.ADMIN, Role.OWNER])
def test_admins_see_everything(client, house, role):
    client.force_login(cast.staff("Ada Admin", role=role))
    for name in OWN + ADMIN:
        assert client.get(f"/settings/{name}").status_code == 200, name


def test_an_admin_cannot_touch_or_make_owners(client):
    owner = cast.staff("Olga Owner", role=Role.OWNER)
    client.force_login(cast.staff("Ada Admin", role=Role.ADMIN))
    for what in ("role", "link", "deactivation"):
        assert (
            client.post(f"/settings/staff/{owner.pk}/{what}", {"role": "light"}).status_code == 404
        )
    agent = cast.staff("Hana Fitzroy")
    client.post(f"/settings/staff/{agent.pk}/role", {"role": "owner"})
    client.post("/settings/staff", {"name": "X", "email": "x@clew.example", "role": "owner"})
    assert list(Staff.objects.filter(role=Role.OWNER)) == [owner]


def test_secrets_are_shown_once(client):
    client.force_login(cast.staff("Ada Admin", role=Role.ADMIN))
    made = client.post("/settings/tokens", {"name": "Export", "scope": "agent"}).content.decode()
    assert "It is not shown again" in made
    assert "It is not shown again" not in client.get("/settings/tokens").content.decode()


def test_a_key_page_has_snippets_that_name_it(client):
    key = actions.create_capture_key(name="Web", environment=cast.environment(), by=SYSTEM)
    client.force_login(cast.staff("Ada Admin", role=Role.ADMIN))
    page = client.get(f"/settings/keys/{key.pk}").content.decode()
    assert page.count(key.key) >= 5


def test_the_profile_is_saved(client):
    maya = cast.staff()
    client.force_login(maya)
    client.post("/settings/profile", {"name": "Maya L", "time_zone": "Europe/Lisbon"})
    client.post("/settings/theme", {"theme": "dark"})
    maya.refresh_from_db()
    assert (maya.name, maya.time_zone, maya.single_keys) == ("Maya L", "Europe/Lisbon", False)
    page = client.get("/settings/profile").content.decode()
    assert 'data-theme="dark"' in page
    assert 'data-single-keys="off"' in page
