from datetime import timedelta
from uuid import uuid4

import orjson
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clew.core import clock
from clew.events import store
from clew.events.store.connection import event_store
from clew.events.store.rows import insert, instant
from clew.people.models import IdentityWarning
from clew.web import workspace
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def captured():
    """``captured(person, event, properties, ago)``: as if an SDK had sent it."""
    store.migrate()
    with event_store().writer() as client:
        client.command("TRUNCATE TABLE events")

    def capture(person, event, properties=None, ago=timedelta(minutes=1)):
        at = instant(clock.now() - ago)
        said = properties or {}
        first = (said.get("$exception_list") or [{}])[0]
        row = {
            "environment_id": person.environment_id,
            "distinct_id": person.distinct_ids.get().distinct_id,
            "timestamp": at,
            "uuid": str(uuid4()),
            "event": event,
            "person_id": str(person.pk),
            "person_mode": "full",
            "properties_text": orjson.dumps(said).decode(),
            "group_0": "", "group_1": "", "group_2": "", "group_3": "", "group_4": "",
            "lib": "web", "lib_version": "1", "session_id": "", "trace_id": "",
            "error_type": first.get("type", ""), "error_value": first.get("value", ""),
            "received_at": at,
        }  # fmt: skip
        insert(event_store(), [row], token=uuid4().hex)

    return capture


@pytest.fixture
def ada():
    person = cast.person("Ada Quist")
    account = cast.account(members=(person,))
    account.properties = {"mrr_usd": 2400, "seats": 30}
    account.save()
    return person


@pytest.fixture
def agent():
    client = Client()
    client.force_login(cast.staff())
    return client


def panel(client, ticket):
    response = client.get(f"/tickets/{ticket.number}/customer")
    assert response.status_code == 200
    return response.content.decode()


def failure(kind, value):
    return {"$exception_list": [{"type": kind, "value": value}]}


def test_the_customer_beside_the_ticket(agent, ada, captured):
    earlier = cast.ticket("An older question", requester=ada)
    ticket = cast.ticket(requester=ada)
    captured(ada, "$exception", failure("WebhookTimeout", "No response within 10 s"))
    captured(ada, "$exception", failure("Ancient", "long over"), ago=timedelta(days=9))
    captured(ada, "endpoint tested")
    page = panel(agent, ticket)
    for said in ("Ada Quist", "ada@heron.example", "Identified", "Heron", "Scale", "$2,400"):
        assert said in page
    assert "WebhookTimeout" in page
    assert "Ancient" not in page
    assert "endpoint tested" in page
    assert f"/tickets/{earlier.number}" in page
    assert f"/customers/person/{ada.pk}" in page
    assert "/customers/group/company/heron" in page


def test_repeated_events_are_one_row(agent, ada, captured):
    ticket = cast.ticket(requester=ada)
    for minutes in range(3):
        captured(ada, "endpoint tested", ago=timedelta(minutes=minutes + 1))
    assert "3 times" in panel(agent, ticket)


def test_identity_warnings_say_what_to_do(agent, ada, captured):
    for _ in range(2):
        IdentityWarning.objects.create(
            environment=ada.environment,
            person=ada,
            kind="cannot_merge_already_identified",
            event_uuid=uuid4(),
            distinct_id="ada",
            other_id="bo",
            happened_at=clock.now(),
        )
    page = panel(agent, cast.ticket(requester=ada))
    assert page.count("Merge refused") == 1
    assert "ada and bo" in page


def test_without_anything_the_panel_says_how_to_get_it(agent, captured):
    nobody = cast.person("Nell Noaccount")
    page = panel(agent, cast.ticket(requester=nobody))
    assert f"/people/{nobody.pk}/account-suggestion" in page
    assert "Nothing captured for this person yet" in page
    assert "This is the first one." in page


def test_a_failing_event_store_fails_alone(agent, ada, monkeypatch):
    def broken(*_arguments, **_options):
        raise RuntimeError("the engine is away")

    monkeypatch.setattr(workspace.events, "errors_grouped", broken)
    page = panel(agent, cast.ticket(requester=ada))
    assert "Events did not load." in page
    assert "Try again" in page
    assert "Heron" in page


def test_more_history_is_not_more_statements(agent, ada, captured):
    ticket = cast.ticket(requester=ada)
    panel(agent, ticket)

    def statements():
        with CaptureQueriesContext(connection) as caught:
            panel(agent, ticket)
        return len(caught)

    few = statements()
    for index in range(8):
        cast.ticket(f"Number {index}", requester=ada)
        captured(ada, f"event {index}")
    assert statements() == few <= 14
