"""Packages of the distribution, installed when they are missing. Needs root."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

NO_DAEMONS = Path("/usr/sbin/policy-rc.d")


def install(*packages: str) -> None:
    if all(version(each) for each in packages):
        return
    with _no_daemons():
        _apt("update")
        _apt("install", "-y", "--no-install-recommends", *packages)


def version(package: str) -> str:
    """Empty when it is not installed."""
    asked = ["dpkg-query", "-W", "-f", "${Version} ${db:Status-Status}", package]
    told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    number, _, status = told.partition(" ")
    return number if status == "installed" else ""


def _apt(*arguments: str) -> None:
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "-qq", *arguments]
    subprocess.run(command, check=True, env=quiet, stdout=subprocess.DEVNULL)


@contextlib.contextmanager
def _no_daemons() -> Iterator[None]:
    """No package may start a daemon meanwhile."""
    had = NO_DAEMONS.exists()
    if not had:
        NO_DAEMONS.write_text("#!/bin/sh\nexit 101\n")
        NO_DAEMONS.chmod(0o755)
    try:
        yield
    finally:
        if not had:
            NO_DAEMONS.unlink()
