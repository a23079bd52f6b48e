"""A part of the event store is damaged on disk: the rest opens, and doctor says so."""

import subprocess
import sys
from types import SimpleNamespace

from clew.cli.checks.damage import damage

MAKE = """
import chdb, sys
connection = chdb.connect(sys.argv[1])
connection.query("CREATE TABLE IF NOT EXISTS told (a UInt64) ENGINE = MergeTree ORDER BY a")
if len(sys.argv) > 2:
    connection.query("INSERT INTO told SELECT number FROM numbers(1000)")
    connection.query("INSERT INTO told SELECT number FROM numbers(10)")
print(connection.query("SELECT count() FROM told", "TabSeparated").bytes().decode())
connection.close()
"""


def rows(events, *make):
    command = [sys.executable, "-c", MAKE, str(events), *make]
    return int(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def test_it_is_said_and_the_rest_is_there(tmp_path):
    events, installation = tmp_path / "events", SimpleNamespace(data_dir=tmp_path)
    assert rows(events, "make") == 1010
    assert list(damage(installation)) == []
    largest = max(events.glob("store/*/*/all_*/data.bin"), key=lambda file: file.stat().st_size)
    with largest.open("r+b") as file:
        file.truncate(largest.stat().st_size // 2)
    assert rows(events) == 10
    [finding] = damage(installation)
    assert finding.failed
    assert "1 part is damaged" in finding.said
    assert "restore a backup" in finding.said
