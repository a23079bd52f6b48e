"""The file itself: a tar, written beside its name and renamed when it is whole and read back."""

import hashlib
import os
import tarfile
import time
from collections.abc import Iterator
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import IO

from clew.backup import manifest as manifests
from clew.backup.manifest import Manifest, Member
from clew.backup.progress import Progress
from clew.backup.refusing import BackupRefused

BLOCK = 1024 * 1024


class Hashing:
    """Reads a file and knows the digest of what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest, self.size = file, hashlib.sha256(), 0

    def read(self, size: int = BLOCK) -> bytes:
        block = self._file.read(size)
        self.digest.update(block)
        self.size += len(block)
        return block


class Archive:
    """Being written. Nothing is at ``path`` before :meth:`finish` has read everything back."""

    def __init__(self, path: Path) -> None:
        self.path, self.part = path, path.with_name(path.name + ".part")
        handle = os.open(self.part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file = os.fdopen(handle, "wb")
        self._tar = tarfile.TarFile(fileobj=self._file, mode="w", format=tarfile.PAX_FORMAT)
        self.members: dict[str, Member] = {}

    def add(self, name: str, source: Path) -> None:
        with source.open("rb") as file:
            self._add(name, file, os.fstat(file.fileno()).st_size)

    def add_bytes(self, name: str, content: bytes) -> None:
        self._add(name, BytesIO(content), len(content))

    def finish(self, manifest: Manifest, progress: Progress) -> None:
        manifest.members = self.members
        self.add_bytes(manifests.NAME, manifest.as_json())
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        verify(self.part, progress)
        self.part.replace(self.path)

    def give_up(self) -> None:
        self._file.close()
        self.part.unlink(missing_ok=True)

    def _add(self, name: str, file: IO[bytes], size: int) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, int(time.time())
        hashing = Hashing(file)
        self._tar.addfile(info, hashing)
        self.members[name] = Member(hashing.size, hashing.digest.hexdigest())


def read_manifest(path: Path) -> Manifest:
    """Raises BackupRefused for what is no whole backup."""
    try:
        with tarfile.open(path, "r:") as tar:
            found = tar.extractfile(manifests.NAME)
            return manifests.parsed(found.read() if found else b"")
    except FileNotFoundError:
        raise BackupRefused(f"There is no file {path}.") from None
    except (tarfile.TarError, KeyError, EOFError):
        raise BackupRefused(
            f"{path} is no whole backup of Clew: it has no manifest, so it is another kind of file"
            " or was cut off. Take another one."
        ) from None
    except OSError as error:
        raise BackupRefused(f"{path} cannot be read: {error.strerror}.") from None


def read_member(path: Path, name: str) -> bytes:
    with tarfile.open(path, "r:") as tar:
        found = tar.extractfile(name)
        return found.read() if found else b""


def verify(path: Path, progress: Progress) -> Manifest:
    """Reads all of it and compares every checksum. Raises BackupRefused with what is wrong."""
    manifest = read_manifest(path)
    whole, done, left = path.stat().st_size, 0, dict(manifest.members)
    for name, file in members(path):
        if name == manifests.NAME:
            continue
        hashing = Hashing(file)
        while hashing.read():
            progress.share("Checking", (done + hashing.size) / whole)
        done += hashing.size
        if left.pop(name, None) != Member(hashing.size, hashing.digest.hexdigest()):
            raise BackupRefused(
                f"{path} is damaged: {name} is not what was written. Take another backup."
            )
    if left:
        raise BackupRefused(f"{path} is damaged: {next(iter(left))} is missing in it.")
    progress.done("Checking", f"{len(manifest.members):,} parts are what the manifest says")
    return manifest


def members(path: Path) -> Iterator[tuple[str, BufferedReader]]:
    """In the order they were written; each is read before the next."""
    try:
        with tarfile.open(path, "r:") as tar:
            for info in tar:
                if (file := tar.extractfile(info)) is not None:
                    yield info.name, file  # type: ignore[misc]  # typeshed says IO[bytes]
    except (tarfile.TarError, EOFError):
        raise BackupRefused(f"{path} is damaged: it cannot be read to its end.") from None


def extract(file: IO[bytes], target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        while block := file.read(BLOCK):
            out.write(block)
