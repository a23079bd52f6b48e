import pytest

from clew.core.engines.clickhouse import close, engine_on
from clew.events.store.schema import migrate


@pytest.fixture(scope="session")
def _engine(tmp_path_factory):
    yield tmp_path_factory.mktemp("events")
    close()


@pytest.fixture
def store(_engine, settings):
    """An empty event store; one engine for the session, because a process may have only one."""
    settings.CLEW_DATA_DIR = _engine
    engine = engine_on(path=_engine / "events")
    migrate(engine)
    with engine.writer() as client:
        client.command("TRUNCATE TABLE events")
    return engine
