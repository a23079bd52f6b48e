from uuid import uuid4

import orjson
import pytest

from clew.events.store.rows import insert, instant
from tests import cast
from tests.programs import Caller, caller


@pytest.fixture
def agent(db):
    return caller("agent")


@pytest.fixture
def admin(db):
    return caller("admin")


@pytest.fixture
def stranger(db):
    return Caller()


@pytest.fixture
def stored(store, db):
    """Adds events to an empty event store."""

    def add(person, event, at, properties=None, **columns):
        row = {
            "environment_id": person.environment_id,
            "distinct_id": person.distinct_ids.first().distinct_id,
            "timestamp": instant(at),
            "uuid": uuid4(),
            "event": event,
            "person_id": person.pk,
            "person_mode": "full",
            "properties_text": orjson.dumps(properties or {}).decode(),
            "received_at": instant(at),
        }
        insert(store, [row | columns], token=str(uuid4()))

    return add


@pytest.fixture
def ada(db):
    person = cast.person()
    cast.account(members=(person,))
    return person
