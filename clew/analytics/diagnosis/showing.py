"""Findings as the fragments show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from clew.analytics.diagnosis.check import several
from clew.analytics.diagnosis.checks import CHECKS
from clew.analytics.diagnosis.finding import Finding, Weight

TONES = {Weight.BAD: "red", Weight.WARN: "amber", Weight.INFO: "", Weight.GOOD: "green"}
ICONS = {Weight.BAD: "error", Weight.WARN: "alert", Weight.INFO: "help", Weight.GOOD: "check"}
WORDS = {
    Weight.BAD: "Breaks something",
    Weight.WARN: "May explain it",
    Weight.INFO: "Good to know",
    Weight.GOOD: "In order",
}
TITLES = {check.slug: check.title for check in CHECKS}


@dataclass(frozen=True, slots=True)
class Shown:
    finding: Finding
    tone: str
    icon: str
    weight: str  # in words, for those who see no colour
    check: str  # what the check looks for


@dataclass(frozen=True, slots=True)
class Result:
    troubles: list[Shown]
    fine: list[Shown]
    checks: int

    @property
    def sentence(self) -> str:
        if not self.checks:
            return "Nothing captured that could be looked at."
        looked = f"Looked at: {several(self.checks, 'check')}"
        return f"{looked}, {'all' if not self.troubles else len(self.fine)} in order."


def result(findings: Sequence[Finding], checks: int) -> Result:
    shown = [_shown(each) for each in findings]
    fine = [each for each in shown if each.finding.weight == Weight.GOOD]
    return Result([each for each in shown if each not in fine], fine, checks)


def _shown(finding: Finding) -> Shown:
    weight = finding.weight
    check = TITLES.get(finding.check, finding.check)
    return Shown(finding, TONES[weight], ICONS[weight], WORDS[weight], check)
