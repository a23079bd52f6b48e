"""Capture stops before the disk is full, and goes on when there is room."""

import shutil
from typing import NamedTuple

import pytest

from clew.events.capture import disk
from clew.events.capture.refusals import NotNow


class Usage(NamedTuple):
    total: int
    used: int
    free: int


MB = 2**20


@pytest.fixture
def room(monkeypatch, settings, tmp_path):
    """Says how much of a disk is free."""
    settings.CLEW_DATA_DIR = tmp_path
    (tmp_path / "postgres").mkdir()

    def say(total, free):
        usage = Usage(total * MB, (total - free) * MB, free * MB)
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)

    return say


def test_it_stops_in_time_and_goes_on_by_itself(room):
    ours = disk.Disk()
    room(100_000, 600)
    ours.check(MB)
    room(100_000, 500)
    with pytest.raises(NotNow, match="disk is full"):
        ours.check()
    room(100_000, 600)
    ours.check()


def test_what_arrives_together_counts_with_all_it_takes(room):
    ours = disk.Disk()
    room(100_000, 600)
    ours.check(20 * MB)
    with pytest.raises(NotNow):
        ours.check(32 * MB)


def test_a_small_disk_keeps_a_tenth_and_an_operator_says_otherwise(room, settings):
    ours = disk.Disk()
    room(1000, 101)
    ours.check()
    room(1000, 99)
    with pytest.raises(NotNow):
        ours.check()
    settings.CLEW_KEEP_FREE = 50 * MB
    ours.check()


def test_a_database_elsewhere_says_so_itself(settings, tmp_path):
    settings.CLEW_DATA_DIR = tmp_path
    settings.CLEW_KEEP_FREE = 10**18
    disk.Disk().check()
