from datetime import timedelta
from uuid import uuid4

import orjson
import pytest

from clew.core import clock
from clew.events.store.rows import insert, instant
from tests import cast


@pytest.fixture
def happened(store, db):
    """Puts an event of a person into the store, some minutes ago."""

    def put(person, event="report opened", properties=None, *, minutes=5, times=1, **columns):
        uuid = columns.pop("uuid", None)
        rows = [
            {
                "environment_id": person.environment_id,
                "distinct_id": person.distinct_ids.first().distinct_id,
                "timestamp": instant(clock.now() - timedelta(minutes=minutes, seconds=turn)),
                "uuid": uuid or uuid4(),
                "event": event,
                "person_id": person.pk,
                "person_mode": "full",
                "properties_text": orjson.dumps(properties or {}).decode(),
                "received_at": instant(clock.now()),
            }
            | columns
            for turn in range(times)
        ]
        insert(store, rows, token=str(uuid4()))
        return rows[0]["uuid"]

    return put


@pytest.fixture
def maya(db):
    return cast.staff()


@pytest.fixture
def desk(maya, client):
    """A browser in which Maya is signed in."""
    client.force_login(maya)
    return client


@pytest.fixture
def ada(db):
    person = cast.person()
    person.properties = {"job_title": "Platform engineer", "timezone": "Europe/Amsterdam"}
    person.save()
    return person


@pytest.fixture
def heron(ada):
    group = cast.account(members=(ada,), plan="enterprise")
    group.properties = {"mrr": 8400, "currency": "USD", "seats": 80, "owner": "Oskar Bello"}
    group.save()
    return group
