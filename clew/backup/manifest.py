"""What a backup holds, written as its last member: a file without it is cut off."""

from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import orjson

import clew
from clew.backup.refusing import BackupRefused

NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True)
class Member:
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Counted:
    """Rows, and a sum over all of them that any other value in any of them would change."""

    rows: int
    digest: str


@dataclass
class Manifest:
    format: int
    clew: str  # the version that made it
    made_at: str  # the moment all of it is of; ISO 8601, UTC
    postgres: str
    migrations: list[str]  # app.name, of Clew's own apps
    event_migrations: list[str]
    event_columns: list[str]
    disk_bytes: int = 0  # what it took where it came from
    test_only: bool = False
    tables: dict[str, Counted] = field(default_factory=dict)
    events: dict[str, Counted] = field(default_factory=dict)  # by month: 202611
    members: dict[str, Member] = field(default_factory=dict)

    def as_json(self) -> bytes:
        return orjson.dumps(asdict(self), option=orjson.OPT_INDENT_2)


def parsed(text: bytes) -> Manifest:
    """Raises BackupRefused."""
    try:
        given: dict[str, Any] = orjson.loads(text)
        number = int(given["format"])
    except (ValueError, KeyError, TypeError):
        raise BackupRefused("Its manifest cannot be read, so it is no backup of Clew.") from None
    if number > FORMAT:
        raise _too_new(given.get("clew", ""), f"the backup format {number}")
    for name, kind in (("tables", Counted), ("events", Counted), ("members", Member)):
        given[name] = {key: kind(**value) for key, value in given[name].items()}
    return Manifest(**given)


def refuse_newer(manifest: Manifest) -> None:
    """A schema that this code does not know cannot be served by it."""
    known = _names_on_disk()
    all_of_it = [name.partition(".")[2] for name in manifest.migrations]
    for name in [*all_of_it, *manifest.event_migrations]:
        if name not in known:
            raise _too_new(manifest.clew, f"the migration {name}")


def clew_version() -> str:
    try:
        return version("clew")
    except PackageNotFoundError:  # a checkout that was never installed
        return "unknown"


def _too_new(made_by: str, what: str) -> BackupRefused:
    return BackupRefused(
        f"This backup was made by a newer Clew ({made_by}): it has {what}, which this one"
        f" ({clew_version()}) does not know. Update Clew, then restore it."
    )


def _names_on_disk() -> set[str]:
    """Found without Django: a refusal comes before anything is started or written."""
    code = Path(clew.__file__).parent
    return {
        path.stem for pattern in ("*.py", "*.sql") for path in code.rglob(f"migrations/{pattern}")
    }
