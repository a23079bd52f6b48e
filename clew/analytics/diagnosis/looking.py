"""Lets every check look at one customer."""

from dataclasses import dataclass, replace

from clew.analytics.diagnosis.checks import CHECKS
from clew.analytics.diagnosis.evidence import Case
from clew.analytics.diagnosis.finding import Finding, Weight, worst_first

LIGHTER = {Weight.BAD: Weight.WARN, Weight.WARN: Weight.INFO}


@dataclass(frozen=True, slots=True)
class Looked:
    """``checks``: how many found something to look at. Findings worst first, good ones too."""

    findings: tuple[Finding, ...]
    checks: int

    @property
    def troubles(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.weight != Weight.GOOD)


def look_at(case: Case) -> Looked:
    found = [finding for check in CHECKS if (finding := check.finding(case)) is not None]
    return Looked(tuple(worst_first(found)), len(found))


def together(person: Looked, account: Looked, name: str) -> Looked:
    """What was found of the whole account weighs less than what was found of the one who asks,
    and is left out where the same check found something of them.
    """
    told = {each.check for each in person.troubles}
    more = [
        replace(each, about=name, weight=LIGHTER.get(each.weight, each.weight))
        for each in account.troubles
        if each.check not in told
    ]
    spoken = {each.check for each in more}
    kept = [each for each in person.findings if each.check not in spoken]
    fine = [
        each
        for each in account.findings
        if each.weight == Weight.GOOD and each.check not in {known.check for known in kept}
    ]
    found = worst_first([*kept, *more, *fine])
    return Looked(tuple(found), len({each.check for each in found}))
