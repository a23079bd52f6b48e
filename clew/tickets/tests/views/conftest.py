import pytest
from django.test import Client

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
