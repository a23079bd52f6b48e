"""One check: a question, how the answer is found, and what its finding means."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from clew.analytics.diagnosis.evidence import Case
from clew.analytics.diagnosis.finding import Evidence, Finding, Weight

ROWS = 12  # of evidence; the rest is counted
LETTERS = 80  # of one cell


@dataclass(frozen=True, slots=True)
class Seen:
    """``cause`` and ``fix`` only where the check's own do not fit."""

    weight: Weight
    title: str
    explanation: str = ""
    evidence: Evidence | None = None
    cause: str = ""
    fix: str = ""


Look = Callable[[Case], Seen | None]  # None: there was nothing to look at


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    slug: str
    title: str  # what it looks for: “One email, several people”
    asks: str  # the question in one sentence
    cause: str
    fix: str
    look: Look
    needs: frozenset[str] = frozenset()  # evidence without which it says nothing

    @property
    def doc(self) -> str:
        return f"/diagnosis#{self.slug}"

    def finding(self, case: Case) -> Finding | None:
        if self.needs & case.unread:
            return None
        seen = self.look(case)
        if seen is None:
            return None
        trouble = seen.weight != Weight.GOOD
        return Finding(
            check=self.slug,
            weight=seen.weight,
            title=seen.title,
            explanation=seen.explanation,
            cause=(seen.cause or self.cause) if trouble else "",
            fix=(seen.fix or self.fix) if trouble else "",
            doc=self.doc,
            evidence=seen.evidence or Evidence((), ()),
        )


def fine(title: str) -> Seen:
    return Seen(Weight.GOOD, title)


def table(columns: str, rows: Iterable[Iterable[object]], url: str = "") -> Evidence:
    """``columns`` are separated by commas."""
    cells = [tuple(_cell(value) for value in row) for row in rows]
    named = tuple(name.strip() for name in columns.split(","))
    return Evidence(named, tuple(cells[:ROWS]), max(0, len(cells) - ROWS), url)


def several(count: int, one: str, more: str = "") -> str:
    """“1 person”, “3 people”."""
    return f"{count:,} {one if count == 1 else more or f'{one}s'}"


def _cell(value: object) -> str:
    text = str(value)
    return text if len(text) <= LETTERS else f"{text[: LETTERS - 1]}…"
