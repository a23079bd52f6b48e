"""The one thing capture must never do: say 200 for what is not on disk."""

import asyncio

import psycopg
import pytest
from django.db import connection

from clew.core import clock
from clew.events.capture import committer as committing
from clew.events.capture.bodies import Request
from clew.events.capture.committer import Committer
from clew.events.capture.database import conninfo
from clew.events.capture.entry import Entry
from clew.events.capture.refusals import NotNow
from clew.events.channel import LOG_ORDER
from clew.events.models import CaptureBatch

pytestmark = pytest.mark.django_db(transaction=True)
# What fails when the row is written, and what fails only when it is committed.
FAILING = """
CREATE FUNCTION pg_temp_fails() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
CREATE CONSTRAINT TRIGGER fails AFTER INSERT ON capture_log {when}
FOR EACH ROW EXECUTE FUNCTION pg_temp_fails();
"""
GONE = "DROP TRIGGER fails ON capture_log; DROP FUNCTION pg_temp_fails()"
KILLS = """
CREATE FUNCTION pg_temp_fails() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER fails AFTER INSERT ON capture_log DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION pg_temp_fails();
"""
WAYS = {
    "the row is refused": FAILING.format(when="NOT DEFERRABLE"),
    "the commit is refused": FAILING.format(when="DEFERRABLE INITIALLY DEFERRED"),
    "the connection is lost in the commit": KILLS,
}


def entry(key):
    request = Request("/batch", b'{"batch":[]}')
    return Entry(
        environment_id=key.environment_id,
        key_id=key.pk,
        request=request,
        ip="",
        event_count=1,
        historical=False,
        refused=False,
        received_at=clock.now(),
    )


async def committed(committer, key, count=3):
    together = (committer.commit(entry(key)) for _ in range(count))
    return await asyncio.gather(*together, return_exceptions=True)


def run(work):
    async def main():
        committer = Committer()
        committer.start()
        try:
            return await work(committer)
        finally:
            await committer.stop()

    return asyncio.run(main())


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_acknowledged_that_was_not_committed(key, way):
    async def before_and_after(committer):
        with connection_of_ours() as ours:
            ours.execute(WAYS[way])
            failed = await committed(committer, key)
            ours.execute(GONE)
        return failed, await committed(committer, key)

    failed, then = run(before_and_after)
    assert all(isinstance(each, NotNow) for each in failed)
    assert then == [None] * 3, "and it goes on by itself"
    assert CaptureBatch.objects.count() == 3


LAZY = """
CREATE FUNCTION pg_temp_fails() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF current_setting('synchronous_commit') <> 'on' THEN RAISE EXCEPTION 'no'; END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER fails AFTER INSERT ON capture_log
FOR EACH ROW EXECUTE FUNCTION pg_temp_fails();
"""


def test_a_server_that_answers_before_the_disk_is_told_not_to(key):
    async def asked(committer):
        with connection_of_ours() as ours:
            assert ours.execute("SHOW synchronous_commit").fetchone() == ("off",)
            ours.execute(LAZY)
            try:
                return await committed(committer, key)
            finally:
                ours.execute(GONE)

    assert run(asked) == [None] * 3


def connection_of_ours():
    return psycopg.connect(conninfo(), autocommit=True)


def test_a_commit_without_an_answer_is_refused_in_time(key, monkeypatch):
    monkeypatch.setattr(committing, "COMMIT_WITHIN", 0.2)

    async def hanging(committer):
        with connection_of_ours() as ours:
            ours.execute("SELECT pg_advisory_lock(%s)", [LOG_ORDER])
            failed = [await committed(committer, key, 1) for _ in range(5)]
        await asyncio.sleep(0.3)
        return failed, await committed(committer, key, 1)

    failed, then = run(hanging)
    assert all(isinstance(each, NotNow) for [each] in failed)
    assert then == [None]
    assert 1 <= CaptureBatch.objects.count() <= 1 + committing.MOST_HANGING
    connection.close()
