"""The file: what is damaged, cut off, newer or no backup at all is refused in words."""

import io
import stat
from dataclasses import replace

import pytest

from clew.backup import archive, manifest
from clew.backup.kept_files import KeptFiles
from clew.backup.manifest import Counted, Manifest
from clew.backup.progress import Progress
from clew.backup.refusing import BackupRefused
from clew.core.whole_files import PARTIAL

QUIET = Progress(io.StringIO())
DESCRIBED = Manifest(
    format=1,
    clew="0.1.0",
    made_at="2026-11-22T10:00:00+00:00",
    postgres="18.6",
    migrations=["people.0001_initial"],
    event_migrations=["0001_events"],
    event_columns=["uuid"],
    tables={"people_person": Counted(2, "12345678901234567890")},
    events={"202611": Counted(1, "7")},
)


@pytest.fixture
def backup(tmp_path):
    path = tmp_path / "one.backup"
    source = tmp_path / "source"
    source.write_bytes(b"rows" * 100_000)
    made = archive.Archive(path)
    made.add("database.dump", source)
    made.add_bytes("secret_key", b"sesame")
    assert not path.exists(), "it has its name once it is whole"
    made.finish(replace(DESCRIBED), QUIET)
    return path


def test_it_is_whole_nobody_elses_and_says_what_it_holds(backup):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert not backup.with_name("one.backup.part").exists()
    found = archive.verify(backup, QUIET)
    assert found.tables == DESCRIBED.tables
    assert found.members["database.dump"].bytes == 400_000
    assert archive.read_member(backup, "secret_key") == b"sesame"


@pytest.mark.parametrize("place", [600, 200_000, 399_000])
def test_one_changed_byte_is_found(backup, place):
    content = bytearray(backup.read_bytes())
    content[place] ^= 1
    backup.write_bytes(content)
    with pytest.raises(BackupRefused, match=r"is damaged: database\.dump is not what was written"):
        archive.verify(backup, QUIET)


@pytest.mark.parametrize("left", [0, 100, 200_000, 401_000])
def test_a_file_that_was_cut_off_is_no_backup(backup, left):
    backup.write_bytes(backup.read_bytes()[:left])
    with pytest.raises(BackupRefused, match="was cut off"):
        archive.verify(backup, QUIET)


def test_another_file_is_no_backup(tmp_path):
    other = tmp_path / "letter.txt"
    other.write_text("Dear Ada, " * 500)
    with pytest.raises(BackupRefused, match="no whole backup of Clew"):
        archive.read_manifest(other)
    with pytest.raises(BackupRefused, match="There is no file"):
        archive.read_manifest(tmp_path / "none")


@pytest.mark.parametrize(
    "change",
    [{"migrations": ["people.9000_telepathy"]}, {"event_migrations": ["9000_thoughts"]}],
)
def test_one_of_a_newer_clew_is_refused(change):
    newer = replace(DESCRIBED, clew="9.0.0", **change)
    with pytest.raises(BackupRefused, match=r"newer Clew \(9.0.0\).*Update Clew, then restore it"):
        manifest.refuse_newer(newer)
    manifest.refuse_newer(DESCRIBED)


def test_a_newer_format_is_refused_before_anything_else_is_read():
    text = replace(DESCRIBED, format=2, clew="9.0.0").as_json()
    with pytest.raises(BackupRefused, match="the backup format 2"):
        manifest.parsed(text)


def test_a_file_deleted_meanwhile_is_still_copied_and_half_a_file_is_not(tmp_path):
    root, links = tmp_path / "files", tmp_path / "links"
    (root / "attachments/ab").mkdir(parents=True)
    (root / PARTIAL).mkdir()
    (root / PARTIAL / "half").write_text("hal")
    before, between = root / "attachments/ab/one", root / "attachments/ab/two"
    before.write_text("1")
    kept = KeptFiles(root, links)
    kept.keep()
    between.write_text("2")
    kept.keep()
    before.unlink()
    between.unlink()
    assert {name: path.read_text() for name, path in kept} == {
        "attachments/ab/one": "1",
        "attachments/ab/two": "2",
    }
