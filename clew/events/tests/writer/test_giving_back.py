"""After a burst the log is small again."""

import psycopg
import pytest
from django.db import connection

from clew.core import clock
from clew.events.capture.database import conninfo
from clew.events.models import CaptureBatch
from clew.events.writer import giving_back

pytestmark = pytest.mark.django_db(transaction=True)
BODY = bytes(range(256)) * 400


@pytest.fixture
def log(key, monkeypatch):
    """The log after some batches; all that is above a hundred kilobytes is large."""
    monkeypatch.setattr(giving_back, "LARGE", 100_000)
    CaptureBatch.objects.bulk_create(
        CaptureBatch(
            environment_id=key.environment_id, key_id=key.pk, path="/batch", event_count=1,
            body=BODY, received_at=clock.now(),
        )
        for _ in range(10)
    )  # fmt: skip
    return CaptureBatch.objects.all()


def size():
    with connection.cursor() as cursor:
        cursor.execute(giving_back.SIZE)
        return cursor.fetchone()[0]


def test_an_empty_log_gives_its_room_back(log):
    log.delete()
    assert size() > 1_000_000
    assert giving_back.give_back()
    assert size() < 100_000
    assert not giving_back.give_back(), "it is small now"


def test_what_waits_stays(log):
    assert not giving_back.give_back()
    assert log.count() == 10


def test_a_backup_that_reads_it_is_not_waited_for(log):
    log.delete()
    with psycopg.connect(conninfo()) as reader:
        reader.execute("SELECT count(*) FROM capture_log")
        assert not giving_back.give_back()
    assert giving_back.give_back()
