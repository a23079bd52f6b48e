"""What a check says. Pure values; stored as JSON with the diagnosis."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Weight(StrEnum):
    """How much it matters, worst first."""

    BAD = "bad"  # breaks something for this customer
    WARN = "warn"  # may explain what they see
    INFO = "info"  # good to know
    GOOD = "good"  # was looked at and is in order


@dataclass(frozen=True, slots=True)
class Evidence:
    """Rows that show it: ``columns`` name the cells of each row. ``url`` leads to more."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left_out: int = 0
    url: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    check: str  # slug of the check that found it
    weight: Weight
    title: str  # one line: “One email, three people”
    explanation: str = ""  # what we saw, in plain words
    cause: str = ""
    fix: str = ""
    doc: str = ""  # address of a page that says more
    evidence: Evidence = field(default_factory=lambda: Evidence((), ()))
    about: str = ""  # the account's name, where the account was looked at and not the person

    def stored(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, stored: dict[str, Any]) -> "Finding":
        shown = stored["evidence"]
        rows = tuple(tuple(row) for row in shown["rows"])
        evidence = Evidence(tuple(shown["columns"]), rows, shown["left_out"], shown["url"])
        return cls(**{**stored, "weight": Weight(stored["weight"]), "evidence": evidence})


def worst_first(findings: list[Finding]) -> list[Finding]:
    order = list(Weight)
    return sorted(findings, key=lambda each: (order.index(each.weight), bool(each.about)))
