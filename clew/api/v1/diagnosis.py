"""What may be wrong with a customer's data."""

from datetime import datetime
from uuid import UUID

from ninja import Router, Schema, Status
from ninja.errors import Throttled
from pydantic import Field

from clew.analytics.diagnosis.actions import looked_at
from clew.analytics.diagnosis.finding import Finding
from clew.analytics.diagnosis.queries import findings_of
from clew.analytics.models import Diagnosis
from clew.api.v1.rates import wait_for
from clew.api.v1.tokens import TokenRequest
from clew.core import clock
from clew.core.actors import Actor
from clew.people.queries import person_for
from clew.tickets.diagnosing import diagnosis_of, look_again
from clew.tickets.queries import ticket_for

router = Router(tags=["diagnosis"])
PER_MINUTE = 60  # each is a second of the event store's time


class EvidenceShape(Schema):
    columns: list[str]
    rows: list[list[str]]
    left_out: int = Field(description="Rows that are not listed")


class FindingShape(Schema):
    check: str = Field(description="Slug of the check; `/diagnosis#slug` explains it")
    weight: str = Field(description="bad, warn, info or good: looked at and in order")
    title: str
    explanation: str
    cause: str
    fix: str
    doc: str
    about: str = Field(description="Name of the account, where it was not found of the person")
    evidence: EvidenceShape

    @classmethod
    def of(cls, found: Finding) -> "FindingShape":
        shown = found.evidence
        rows = [list(row) for row in shown.rows]
        evidence = EvidenceShape(columns=list(shown.columns), rows=rows, left_out=shown.left_out)
        plain = ("check", "weight", "title", "explanation", "cause", "fix", "doc", "about")
        return cls(**{name: str(getattr(found, name)) for name in plain}, evidence=evidence)


class DiagnosisShape(Schema):
    state: str = Field(description="waiting, done or failed")
    checks: int = Field(description="How many had something to look at")
    about_at: datetime = Field(description="The time that was looked around")
    made_at: datetime | None
    findings: list[FindingShape] = Field(description="Worst first")

    @classmethod
    def of(cls, found: Diagnosis) -> "DiagnosisShape":
        plain = ("state", "checks", "about_at", "made_at")
        return cls(
            **{name: getattr(found, name) for name in plain},
            findings=[FindingShape.of(each) for each in findings_of(found)],
        )


@router.get("/tickets/{int:number}/diagnosis", response=DiagnosisShape)
def read_diagnosis(request: TokenRequest, number: int) -> DiagnosisShape:
    """Made by itself when the ticket opens. ``waiting``: ask again in some seconds."""
    return DiagnosisShape.of(diagnosis_of(ticket_for(request.auth, number)))


@router.post("/tickets/{int:number}/diagnosis", response={202: DiagnosisShape})
def ask_for_diagnosis(request: TokenRequest, number: int) -> Status[DiagnosisShape]:
    """Looks again, in a job; the findings from before are answered until then."""
    found = look_again(ticket=ticket_for(request.auth, number), by=Actor.token(request.auth))
    return Status(202, DiagnosisShape.of(found))


@router.get("/persons/{uuid:person_id}/diagnosis", response=DiagnosisShape)
def diagnose_person(request: TokenRequest, person_id: UUID) -> DiagnosisShape:
    """Looked at now; takes about a second, so at most 60 are looked at in a minute."""
    if wait := wait_for(request.auth.pk, PER_MINUTE):
        raise Throttled(wait)
    looked, now = looked_at(person_for(request.auth, id=person_id), None), clock.now()
    return DiagnosisShape(
        state=Diagnosis.State.DONE,
        checks=looked.checks,
        about_at=now,
        made_at=now,
        findings=[FindingShape.of(each) for each in looked.findings],
    )
