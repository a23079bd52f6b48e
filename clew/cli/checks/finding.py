"""What a check found."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from clew.cli.installation import Installation


@dataclass(frozen=True)
class Finding:
    what: str
    said: str
    failed: bool = False

    @property
    def mark(self) -> str:
        return "✗" if self.failed else "✓"


Check = Callable[[Installation], Iterable[Finding]]


def fine(what: str, said: str) -> Finding:
    return Finding(what, said)


def bad(what: str, wrong: str, meaning: str, remedy: str) -> Finding:
    """Three sentences."""
    return Finding(what, " ".join(f"{wrong} {meaning} {remedy}".split()), failed=True)


def looked(checks: Sequence[Check], installation: Installation) -> Iterator[Finding]:
    for check in checks:
        yield from _look(check, installation)


def _look(check: Check, installation: Installation) -> list[Finding]:
    try:
        return list(check(installation))
    except Exception as error:  # noqa: BLE001  a check that fails is a finding, not a crash
        name = check.__name__.replace("_", " ").capitalize()
        return [Finding(name, f"This could not be checked: {error}", failed=True)]
