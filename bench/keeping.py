"""Data directories that take long to fill, and are kept from run to run."""

import shutil
from collections.abc import Callable
from pathlib import Path


def filled_once(data: Path, fill: Callable[[Path], object]) -> None:
    """Filled now, unless it is. What an interrupted fill left is thrown away first.

    The mark says "unfinished", not "filled": nothing but our own remains is ever removed.
    """
    unfinished = data / "unfinished"
    if unfinished.exists():
        shutil.rmtree(data)
    elif (data / "postgres").exists():
        return
    data.mkdir(parents=True, exist_ok=True)
    data.chmod(0o755)  # PostgreSQL runs as another user
    unfinished.touch()
    fill(data)
    unfinished.unlink()
