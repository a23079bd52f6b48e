"""Attachments and pictures: held by links, so that none vanishes while the backup works.

A file is written before the row that names it is committed, under the digest of its content, and
is never changed. So whatever the rows of a snapshot name is there when the snapshot is taken;
only a deletion afterwards could lose it. What was linked before and right after the snapshot
stays, whatever is deleted then.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from clew.core.whole_files import PARTIAL


class KeptFiles:
    def __init__(self, root: Path, links: Path) -> None:
        self._root, self._links = root, links
        self._kept: dict[str, Path] = {}

    def keep(self) -> None:
        """Called before and after the snapshot; the second time only what is new costs anything."""
        for path in _files(self._root):
            name = path.relative_to(self._root).as_posix()
            if name not in self._kept:
                self._keep(name, path)

    def __iter__(self) -> Iterator[tuple[str, Path]]:
        return iter(sorted(self._kept.items()))

    def __len__(self) -> int:
        return len(self._kept)

    def _keep(self, name: str, path: Path) -> None:
        link = self._links / name
        link.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(path, link)
        except FileNotFoundError:
            return  # deleted in this moment
        except OSError:  # another file system, or one without links
            shutil.copyfile(path, link)
        self._kept[name] = link


def total_bytes(root: Path) -> int:
    return sum(path.stat().st_size for path in _files(root))


def _files(root: Path) -> Iterator[Path]:
    for folder, _, names in os.walk(root):
        if Path(folder) == root / PARTIAL:
            continue
        for name in names:
            path = Path(folder) / name
            if path.is_file() and not path.is_symlink():
                yield path
