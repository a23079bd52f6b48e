"""What was found for a ticket. Whoever asks has the ticket from its door already."""

from collections.abc import Iterable, Sequence

from clew.analytics.diagnosis.check import Check
from clew.analytics.diagnosis.checks import CHECKS
from clew.analytics.diagnosis.finding import Finding, Weight
from clew.analytics.models import Diagnosis


def diagnosis_of_ticket(number: int) -> Diagnosis | None:
    return Diagnosis.objects.filter(ticket=number).first()


def diagnosed(numbers: Iterable[int]) -> list[int]:
    """Those of these tickets for which it was asked at all."""
    asked = Diagnosis.objects.filter(ticket__in=list(numbers))
    return [each for each in asked.values_list("ticket", flat=True) if each is not None]


def findings_of(diagnosis: Diagnosis) -> list[Finding]:
    """Worst first, those that are in order last."""
    return [Finding.read(stored) for stored in diagnosis.findings]


def checks() -> Sequence[Check]:
    return CHECKS


def in_lines(diagnosis: Diagnosis) -> list[str]:
    """Markdown for a note: one line for each trouble, worst first."""
    troubles = [each for each in findings_of(diagnosis) if each.weight != Weight.GOOD]
    return [f"- {_with_name(each)}: {_plain(each.explanation)}" for each in troubles]


def _with_name(finding: Finding) -> str:
    return (
        f"{_plain(finding.title)} ({_plain(finding.about)})"
        if finding.about
        else _plain(finding.title)
    )


def _plain(text: str) -> str:
    """Ids are anybody's words: none of them is Markdown here."""
    return " ".join("".join(f"\\{c}" if c in "\\`*_[]<>#|" else c for c in text).split())
