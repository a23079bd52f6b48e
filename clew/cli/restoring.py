"""``clew restore``: an installation from a backup. Django comes up in the midst of it."""

import argparse
from importlib import import_module
from pathlib import Path

import django

from clew.backup import archive, manifest, rows, space
from clew.backup.manifest import Manifest
from clew.backup.progress import Progress
from clew.cli.backing_up import refusals_in_words
from clew.cli.installation import Installation, Refusal
from clew.core.engines import clickhouse
from clew.core.given import given, secret
from clew.core.test_only import mark_for_tests

HELD = """
Mail, webhooks and mailboxes are held, so that a trial copy writes to nobody. If this is your
installation from now on, run one of:
  clew restore --send-queued   what waited when the backup was made goes out, and all that follows
  clew restore --drop-queued   what waited then is given up (it may have been sent); the rest goes
"""


def restore(installation: Installation, asked: argparse.Namespace) -> int:
    if asked.file is None:
        return _let_go(installation, asked)
    progress = Progress()
    with refusals_in_words():
        path = asked.file.expanduser().absolute()
        found = archive.verify(path, progress)
        manifest.refuse_newer(found)
        _refuse_full_disk(installation.data_dir, found)
        if url := given("DATABASE_URL"):
            rows.refuse_full(url)  # before anything is moved or written
        aside = installation.take_for_restore(force=asked.force)
        if aside is not None:
            print(f"What was there is kept in {aside}")
        _set_up(installation, path, found)
        filling = import_module("clew.backup.filling")  # knows models
        filling.fill(path, found, progress, hold=not (asked.send_queued or asked.drop_queued))
        if asked.drop_queued:
            filling.drop_queued()
        clickhouse.close()
    installation.restored()
    _say(installation.data_dir, found, held=not (asked.send_queued or asked.drop_queued))
    return 0


def _set_up(installation: Installation, path: Path, found: Manifest) -> None:
    """The secret key first: Django's settings would make another."""
    key = archive.read_member(path, "secret_key").decode()
    kept = installation.data_dir / "secret_key"
    kept.touch(mode=0o600)
    kept.write_text(key)
    if (secret("CLEW_SECRET_KEY") or key) != key:
        print(
            "CLEW_SECRET_KEY is another one than in the backup: sign-ins, passwords of mailboxes"
            " and second steps of before will not work. The backup's key is in"
            f" {kept}."
        )
    if found.test_only:
        mark_for_tests(installation.data_dir)
    installation.start_engines()
    django.setup()


def _refuse_full_disk(data_dir: Path, found: Manifest) -> None:
    there = data_dir
    while not there.exists():
        there = there.parent
    largest = max(each.bytes for each in found.members.values())
    space.refuse_below(there, found.disk_bytes * 1.1 + largest)


def _let_go(installation: Installation, asked: argparse.Namespace) -> int:
    """Without a file: what was held since a restore."""
    if not (asked.send_queued or asked.drop_queued):
        raise Refusal("Name the backup to restore, or say --send-queued or --drop-queued.")
    installation.join()
    filling = import_module("clew.backup.filling")
    if not filling.is_held():
        print("Nothing is held back here.")
    elif asked.drop_queued:
        print(f"{filling.drop_queued():,} that waited were given up. What comes now goes out.")
    else:
        filling.send_queued()
        print("Mail, webhooks and mailboxes work from now on.")
    return 0


def _say(data_dir: Path, found: Manifest, *, held: bool) -> None:
    stored = sum(each.rows for each in found.tables.values())
    events = sum(each.rows for each in found.events.values())
    print(f"Restored to {data_dir}, as it was at {found.made_at}:")
    print(f"{stored:,} rows and {events:,} events, each compared with the backup. Start: clew up")
    if held:
        print(HELD.strip())
