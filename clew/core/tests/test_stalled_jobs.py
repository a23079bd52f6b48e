import pytest
from django.db import connection

from clew.core.jobs import revive_stalled

pytestmark = pytest.mark.django_db


@pytest.fixture
def jobs():
    """Rows as procrastinate keeps them; no worker has a heartbeat."""

    def add(status, lock=None):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status,"
                " queueing_lock) VALUES ('t', 'test.task', '{}', %s, %s) RETURNING id",
                [status, lock],
            )
            return cursor.fetchone()[0]

    return add


def states():
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, status FROM procrastinate_jobs WHERE queue_name = 't'")
        return dict(cursor.fetchall())


def test_what_a_killed_process_was_doing_is_queued_again(jobs):
    one = jobs("doing")
    revive_stalled()
    assert states() == {one: "todo"}


def test_where_the_same_work_waits_already_nothing_else_is_held_up(jobs):
    other = jobs("doing")
    jobs("doing", "mail")  # killed
    waits = jobs("todo", "mail")
    jobs("doing", "files")  # killed, and the next one that did it as well
    last = jobs("doing", "files")
    revive_stalled()
    assert states() == {other: "todo", waits: "todo", last: "todo"}


def test_a_process_that_lives_keeps_its_work(jobs):
    job = jobs("doing")
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH worker AS (INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id)"
            " UPDATE procrastinate_jobs SET worker_id = worker.id FROM worker"
            " WHERE procrastinate_jobs.id = %s",
            [job],
        )
    revive_stalled()
    assert states() == {job: "doing"}
    revive_stalled(after=0)  # at the start of the only process
    assert states() == {job: "todo"}
