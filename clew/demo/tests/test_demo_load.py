"""The demo on a whole server: complete after kills, nothing twice, as new after a reset."""

import contextlib
import signal
import subprocess
import sys
import time

import psycopg
import pytest

from clew.core.engines.postgres import running_url
from clew.demo.activity.days import CHAPTERS, chapters
from clew.demo.bookmark import KEY
from clew.demo.edition import Edition
from clew.demo.stories.reading import stories
from tests.serving import CODE, Served, environment, free_port

pytestmark = pytest.mark.server

PATIENCE = 600  # seconds: other tests may be using the machine
COUNT = """
import sys
from pathlib import Path
from clew.core.engines.clickhouse import ClickHouse
store = ClickHouse(path=Path(sys.argv[1]) / "events")
with store.reader() as client:
    sent = "SELECT count(), uniqExact(uuid) FROM events WHERE lib != 'clew'"
    print(*client.query(sent).result_rows[0])
store.close()
"""


def row(server: Served, sql: str):
    with psycopg.connect(running_url(server.data_dir)) as connection:
        return connection.execute(sql).fetchone()


def mark_of(server: Served) -> dict:
    with contextlib.suppress(psycopg.Error):
        found = row(server, f"SELECT value FROM core_setting WHERE key = '{KEY}'")
        if found:
            return found[0]
    return {"chapters": 0, "tickets": 0, "finished": False}


def wait_for(server: Served, reached) -> None:
    deadline = time.monotonic() + PATIENCE
    while not reached(mark_of(server)):
        assert time.monotonic() < deadline, f"{mark_of(server)}\n{server.output()}"
        time.sleep(0.1)


def kill(server: Served) -> None:
    server.process.send_signal(signal.SIGKILL)
    server.process.wait(20)


def stored_events(server: Served) -> tuple[int, int]:
    """Events and different uuids, once the server has let go; without Clew's own about tickets."""
    done = subprocess.run(
        [sys.executable, "-c", COUNT, str(server.data_dir)],
        cwd=CODE,
        env=environment(server.data_dir),
        capture_output=True,
        text=True,
        check=True,
    )
    events, uuids = map(int, done.stdout.split())
    return events, uuids


def told(server: Served) -> int:
    edition = Edition.from_json(mark_of(server)["edition"])
    return sum(len(chapter) for chapter in chapters(edition))


def assert_complete(server: Served) -> None:
    tickets, numbers = row(server, "SELECT count(*), count(DISTINCT number) FROM tickets_ticket")
    came = "SELECT count(*) FROM email_inboundmail WHERE outcome"
    opened, answered = (row(server, f"{came} = '{each}'")[0] for each in ("ticket", "reply"))
    assert (opened, answered) == (5, 2)
    assert row(server, f"{came} = 'quarantined'") == (1,)
    assert tickets == numbers == len(stories()) + opened
    said = sum(len(story.messages) for story in stories()) + opened + answered
    written = "SELECT count(*) FROM tickets_message WHERE author_kind"
    assert row(server, f"{written} <> 'system'") == (said,)
    assert row(server, f"{written} = 'system'")[0] >= 1, "nobody was reminded"
    assert row(server, "SELECT count(*) FROM tickets_delivery") == (0,)
    assert row(server, "SELECT count(*) FROM events_quarantinedevent") == (0,)
    assert row(server, "SELECT count(*) FROM people_identitywarning") == (3,)
    accounts = "SELECT count(*) FROM people_group g JOIN people_grouptype t ON t.id = g.type_id"
    assert row(server, f"{accounts} WHERE t.is_account") == (40,)
    without = "SELECT count(*) FROM tickets_ticket WHERE account_id IS NULL"
    assert row(server, without) == (0,)
    usable = "SELECT count(*) FROM people_staff WHERE password NOT LIKE '!%'"
    assert row(server, usable) == (0,)
    statuses = "SELECT count(DISTINCT status) FROM tickets_ticket"
    assert row(server, statuses) == (6,)
    awake = "SELECT count(*) FROM tickets_ticket WHERE status = 'hold' AND hold_until IS NULL"
    assert row(server, awake) == (0,)


def tear_out_pages(server: Served) -> None:
    """As if the last third of the events had not been acknowledged."""
    with psycopg.connect(running_url(server.data_dir)) as connection:
        connection.execute(
            "UPDATE core_setting SET value = value || %s::jsonb WHERE key = %s",
            [f'{{"chapters": {CHAPTERS * 2 // 3}, "finished": false}}', KEY],
        )


def reset(server: Served) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "clew", "demo", "reset"],
        cwd=CODE,
        env=environment(server.data_dir),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "as new" in done.stdout


def test_killed_it_finishes_without_doubles_and_starts_over_on_request(folder):
    server = Served(folder / "data", free_port(), arguments=("--demo",))
    try:
        server.start()
        wait_for(server, lambda mark: mark["chapters"] > CHAPTERS // 3)
        kill(server)
        server.start()
        wait_for(server, lambda mark: mark["tickets"] > 20)
        kill(server)
        server.start()
        wait_for(server, lambda mark: mark["finished"])
        assert_complete(server)
        expected = told(server)

        tear_out_pages(server)
        server.stop()
        server.start()
        wait_for(server, lambda mark: mark["finished"])
        server.stop()
        assert stored_events(server) == (expected, expected)

        server.start()
        reset(server)
        assert_complete(server)
        expected = told(server)
        server.stop()
        assert stored_events(server) == (expected, expected)
    finally:
        if server.process is not None and server.process.poll() is None:
            server.stop()
