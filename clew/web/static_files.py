"""Styles and scripts as browsers get them: under a path that changes when any of them does.

So a browser asks for each once and keeps it for a year, modules find each other by relative names,
and a page left open over an update still finds what it was made with.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from time import time

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.compress import Compressor

DIGITS = 12  # of the digest, in the path; settings.py knows such paths as immutable
KEPT = 30 * 24 * 3600  # seconds; longer than somebody leaves a page open


class StaticFiles(StaticFilesStorage):
    """What was not collected has its plain address: in tests, and when run from the source."""

    build = ""

    def url(self, name: str | None) -> str:
        return super().url(f"{StaticFiles.build}/{name}" if StaticFiles.build else name)


def collect() -> None:
    """Into the data directory, compressed; half a second after an update, nothing otherwise."""
    files = sorted(_files())
    build = _digest(files)
    root = Path(settings.STATIC_ROOT)
    if not (root / build).exists():
        root.mkdir(parents=True, exist_ok=True)
        _forget_old(root)
        made = Path(mkdtemp(dir=root))
        for name, path in files:
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, made / name)
            _compress(made / name)
        _publish(made, root / build)
    StaticFiles.build = build


def _compress(file: Path) -> None:
    compressor = Compressor(quiet=True)
    if compressor.should_compress(file.name):
        compressor.compress(str(file))


def _publish(made: Path, target: Path) -> None:
    """Another process may have been faster; both made the same."""
    try:
        made.rename(target)
    except OSError:
        shutil.rmtree(made)


def _forget_old(root: Path) -> None:
    for old in root.iterdir():
        if old.is_dir() and old.stat().st_mtime < time() - KEPT:
            shutil.rmtree(old, ignore_errors=True)


def _digest(files: list[tuple[str, Path]]) -> str:
    digest = hashlib.sha256()
    for name, path in files:
        digest.update(f"{name} {path.stat().st_size} ".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:DIGITS]


def _files() -> Iterator[tuple[str, Path]]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            yield name, Path(os.fspath(storage.path(name)))
