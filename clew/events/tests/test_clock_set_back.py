"""The clock was a year ahead for a while, and is right again."""

from datetime import timedelta

import orjson
import pytest
from django.db import connection

from clew.core import clock
from clew.core.jobs import revive_stalled
from clew.events.models import CaptureBatch, RewrittenUntil
from clew.events.moving import LONG_AGO, rewritten_until
from clew.events.queries import oldest_capture_age

pytestmark = pytest.mark.django_db
AHEAD = timedelta(days=365)
DEAD = """
WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() + interval '1 year')
              RETURNING id)
INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id)
SELECT 't', 'test.task', '{}', 'doing', id FROM dead RETURNING id
"""


def test_a_worker_that_died_then_is_not_taken_for_alive():
    with connection.cursor() as cursor:
        cursor.execute(DEAD)
        job = cursor.fetchone()[0]
        revive_stalled()
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job])
        assert cursor.fetchone()[0] == "todo"


def test_merges_from_now_on_are_written_to_the_event_store():
    RewrittenUntil.objects.create(moved_at=clock.now() + AHEAD)
    assert rewritten_until() == LONG_AGO


def test_what_was_captured_then_is_not_old_before_it_was_born(key):
    CaptureBatch.objects.create(
        environment_id=key.environment_id, key_id=key.pk, path="/batch", event_count=1,
        body=orjson.dumps({"api_key": key.key, "batch": []}), received_at=clock.now() + AHEAD,
    )  # fmt: skip
    assert oldest_capture_age() == timedelta()
