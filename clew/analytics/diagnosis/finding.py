"""What a check says. Pure values; stored as JSON with the diagnosis."""

from dataclasses import dataclass, field
from enum import StrEnum


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
    explanation: str  # what we saw, in plain words
    cause: str = ""
    fix: str = ""
    doc: str = ""  # address of a page that says more
    evidence: Evidence = field(default_factory=lambda: Evidence((), ()))
