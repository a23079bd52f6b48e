"""``clew doctor``: what is wrong, what it means, what to do. Works whatever is broken."""

import argparse
import logging
import os
import secrets
from collections.abc import Iterator
from importlib import import_module

import django

from clew.cli.checks import damage, ground, reaching, settings_given
from clew.cli.checks.finding import Check, Finding, looked
from clew.cli.installation import Installation

BEFORE: list[Check] = [
    settings_given.settings_given,
    settings_given.address,
    ground.data_directory,
    ground.secret_key,
    ground.open_files,
    reaching.lock,
    ground.port,
    reaching.clickhouse_server,
    damage.damage,
]


def doctor(installation: Installation, asked: argparse.Namespace) -> int:
    del asked
    logging.disable(logging.CRITICAL)  # each finding says it in words
    bad = 0
    for finding in _findings(installation):
        bad += finding.failed
        print(f"{finding.mark} {finding.what}: {finding.said}", flush=True)
    counted = "1 problem" if bad == 1 else f"{bad} problems"
    print(f"{counted} found." if bad else "Everything is in order.")
    return 1 if bad else 0


def _findings(installation: Installation) -> Iterator[Finding]:
    before = list(looked(BEFORE, installation))
    yield from before
    if not installation.is_there:
        said = installation.NOTHING.format(installation.data_dir)
        yield Finding("Installation", said, failed=True)
        return
    reached = list(looked([reaching.postgres], installation))
    yield from reached
    if any(each.failed and each.what == "Settings" for each in before):
        yield Finding("Everything else", "is looked at once the settings can be read.")
    elif not any(each.failed for each in reached):
        yield from _inside(installation)


def _inside(installation: Installation) -> Iterator[Finding]:
    # Looking must not make a key where one is missing: the next start says so again.
    if not (installation.data_dir / "secret_key").exists():
        os.environ.setdefault("CLEW_SECRET_KEY", secrets.token_urlsafe(48))
    try:
        django.setup()
        installed = import_module("clew.cli.checks.installed")
    except Exception as error:  # noqa: BLE001  whatever it is, the person hears of it in words
        said = f"It does not start: {error!r}. Install it afresh, or look at the settings."
        yield Finding("Clew", said, failed=True)
    else:
        yield from installed.findings(installation)
