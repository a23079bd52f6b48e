from uuid import uuid4

import orjson
import pytest

from clew.core.engines.clickhouse import close, engine_on
from clew.events.store.rows import insert, instant
from clew.events.store.schema import migrate
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


@pytest.fixture(scope="session")
def _events_dir(tmp_path_factory):
    yield tmp_path_factory.mktemp("events")
    close()


@pytest.fixture
def stored(_events_dir, settings, db):
    """Adds events to an empty event store."""
    settings.CLEW_DATA_DIR = _events_dir
    engine = engine_on(path=_events_dir / "events")
    migrate(engine)
    with engine.writer() as client:
        client.command("TRUNCATE TABLE events")

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
        insert(engine, [row | columns], token=str(uuid4()))

    return add


@pytest.fixture
def ada(db):
    person = cast.person()
    cast.account(members=(person,))
    return person
