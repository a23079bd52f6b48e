import pytest
from django.test import Client

from clew.core.models import Setting
from clew.tickets.sending_options import SEND_DELAY
from tests import cast

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def maya(db):
    return cast.staff()


@pytest.fixture
def agent(maya):
    """Maya's browser."""
    client = Client()
    client.force_login(maya)
    return client


@pytest.fixture
def light(db):
    client = Client()
    client.force_login(cast.light_agent())
    return client


@pytest.fixture
def ticket(db):
    ada = cast.person()
    cast.account(members=(ada,))
    return cast.ticket(requester=ada)


@pytest.fixture
def send(agent):
    """Posts as the page's scripts do."""

    def post(path, data=None, client=agent):
        return client.post(path, data or {}, **HTMX)

    return post


@pytest.fixture(autouse=True)
def replies_leave_at_once(request):
    """What a reply does can be looked at without waiting for it to leave."""
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        Setting.objects.update_or_create(key=SEND_DELAY.key, defaults={"value": 0})
