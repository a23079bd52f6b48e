"""A disk that is small enough to fill."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

STEP = 2**20


@contextlib.contextmanager
def small_disk(path: Path, megabytes: int) -> Iterator[Path]:
    """A file system of its own; the test is skipped where nobody may mount one."""
    path.mkdir()
    options = f"size={megabytes}m,mode=755"
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(path)]
    if os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("nobody may mount a small disk here")
    try:
        yield path
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True)


def fill(ballast: Path, leave: int = 0) -> None:
    """Until only ``leave`` bytes are free, or nothing."""
    with contextlib.suppress(OSError), ballast.open("ab", buffering=0) as file:
        while (free := shutil.disk_usage(ballast.parent).free) > leave:
            file.write(b"\0" * max(1, min(STEP, free - leave)))
