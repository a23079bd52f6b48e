"""What a killed Clew leaves of PostgreSQL does not keep the next one from starting."""

import shutil
import subprocess
import threading
import time

import pytest

from clew.core.engines import left_behind
from clew.core.engines.left_behind import forget_half_made, settle


@pytest.fixture
def directory(tmp_path):
    (tmp_path / "postgres").mkdir()
    return tmp_path / "postgres"


@pytest.fixture
def running(tmp_path, directory):
    """Starts something that looks like a server process on the directory."""
    program, started = tmp_path / "bin" / "postgres", []
    program.parent.mkdir()
    shutil.copy(shutil.which("sleep"), program)

    def run():
        started.append(subprocess.Popen([program, "30"], cwd=directory))
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.wait()


def note(directory, pid, status):
    lines = [str(pid), str(directory), "1", "5432", "/tmp", "", "1 2", status]
    (directory / "postmaster.pid").write_text("\n".join(lines))


def test_a_server_that_is_still_starting_is_waited_for(directory, running):
    pid = running().pid
    note(directory, pid, "starting")
    threading.Timer(0.3, note, [directory, pid, "ready   "]).start()
    began = time.monotonic()
    settle(directory)
    assert time.monotonic() - began >= 0.2


def test_a_server_that_is_still_stopping_is_waited_for(directory, running):
    server = running()
    note(directory, server.pid, "stopping")
    threading.Timer(0.3, server.kill).start()
    settle(directory)
    assert server.wait(5) == -9


def test_what_its_postmaster_left_behind_is_ended(directory, running, monkeypatch):
    monkeypatch.setattr(left_behind, "ORPHANED", 0)
    backend = running()
    note(directory, 2**22, "ready")  # of a postmaster that was killed
    settle(directory)
    assert backend.poll() is not None


def test_where_nothing_runs_there_is_nothing_to_wait_for(directory):
    settle(directory)
    note(directory, 2**22, "ready")
    settle(directory)


def test_a_directory_that_was_never_finished_is_made_again(directory):
    (directory / "base" / "1").mkdir(parents=True)
    (directory / "PG_VERSION").write_text("18")
    forget_half_made(directory)
    assert not directory.exists()


@pytest.mark.parametrize("sign", ["clew.conf", "base/16384/PG_VERSION"])
def test_a_directory_that_was_ever_used_is_left_alone(directory, sign):
    (directory / "PG_VERSION").write_text("18")
    (directory / sign).parent.mkdir(parents=True, exist_ok=True)
    (directory / sign).write_text("")
    forget_half_made(directory)
    assert (directory / sign).exists()
