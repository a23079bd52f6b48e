"""An engine that is away for a while is no fault of ours: 503 and when to try again."""

import pytest
from clickhouse_connect.driver.exceptions import DatabaseError as EventsError
from clickhouse_connect.driver.exceptions import OperationalError as EventsGone
from django.db import OperationalError
from psycopg_pool import PoolTimeout

from clew.people.models import Role
from clew.web.broken import broken
from clew.web.settings import operations
from tests import cast

pytestmark = pytest.mark.django_db
AWAY = {
    "PostgreSQL": OperationalError("server closed the connection unexpectedly"),
    "the event store": EventsGone("Connection refused"),
}


@pytest.fixture
def failing(client, monkeypatch):
    """A page that fails in this way."""
    client.force_login(cast.staff("Ada Admin", role=Role.ADMIN))
    client.raise_request_exception = False

    def page(error):
        def fails(_environment):
            raise error

        monkeypatch.setattr(operations, "refused_events", fails)
        return client.get("/settings/quarantine")

    return page


@pytest.mark.parametrize("engine", AWAY)
def test_an_engine_that_is_away_is_named(failing, engine):
    answer = failing(AWAY[engine])
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert f"Clew cannot reach {engine}" in answer.content.decode()


@pytest.mark.parametrize("error", [ValueError("ours"), EventsError("no such column", code=47)])
def test_a_fault_of_ours_stays_one(failing, error):
    answer = failing(error)
    assert answer.status_code == 500
    assert "could not show this page" in answer.content.decode()


def test_a_damaged_part_of_the_event_store_is_no_fault_of_the_page(failing):
    answer = failing(EventsError("Checksum doesn't match: corrupted data", code=40))
    assert answer.status_code == 503


def test_the_api_says_it_in_its_own_form(rf):
    request = rf.get("/api/v1/tickets")
    try:
        raise PoolTimeout("couldn't get a connection after 10.00 sec")
    except PoolTimeout:
        answer = broken(request)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.headers["Content-Type"] == "application/problem+json"
