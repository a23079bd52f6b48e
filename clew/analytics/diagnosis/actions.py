"""Having a ticket's customer diagnosed: asked for at once, looked at in a job."""

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID

import orjson
import structlog
from django.db import transaction
from procrastinate.contrib.django import app

from clew.analytics.diagnosis.looking import Looked, look_at, together
from clew.analytics.diagnosis.quiet import Quiet, quiet_among
from clew.analytics.diagnosis.reading import read_account, read_person, read_unknown
from clew.analytics.models import Diagnosis
from clew.core import clock, live
from clew.core.bulk import execute
from clew.people.models import Group, Person

log = structlog.get_logger(__name__)
LOOKING = "analytics.diagnose"
AT_ONCE, BEHIND = 2, -10
MANY = 50  # tickets of one job: a lane begins the next within a second
FRESH = timedelta(hours=1)
# One that was asked again meanwhile, perhaps about somebody else, is answered by that job.
ANSWER: LiteralString = """
UPDATE analytics_diagnosis AS diagnosis
SET state = new.state, made_at = %b::timestamptz, took_ms = new.took_ms,
    findings = coalesce(new.findings, diagnosis.findings),
    checks = coalesce(new.checks, diagnosis.checks)
FROM jsonb_to_recordset(%b::jsonb) AS new (id bigint, asked_at timestamptz, state text,
    took_ms integer, findings jsonb, checks smallint)
WHERE diagnosis.id = new.id AND diagnosis.asked_at = new.asked_at
"""
STUCK = timedelta(minutes=2)  # a question this old that is not answered may be asked again


@dataclass(frozen=True)
class Question:
    ticket: int  # its number
    environment_id: int
    person_id: UUID
    group_id: int | None
    about_at: datetime


@dataclass(frozen=True)
class Answer:
    """``looked`` is None when looking failed: what was found before stays."""

    diagnosis: Diagnosis
    looked: Looked | None
    took_ms: int

    def stored(self) -> dict[str, Any]:
        asked, state = self.diagnosis, Diagnosis.State
        said = {"id": asked.pk, "asked_at": asked.asked_at, "took_ms": self.took_ms}
        if self.looked is None:
            return {**said, "state": state.FAILED}
        findings = [each.stored() for each in self.looked.findings]
        return {**said, "state": state.DONE, "findings": findings, "checks": self.looked.checks}


def ask(question: Question) -> Diagnosis:
    """One for each ticket; what was found before stays to be read until the new answer is there."""
    asked = asdict(question)
    with transaction.atomic():
        found, _ = Diagnosis.objects.update_or_create(
            ticket=asked.pop("ticket"), defaults={**asked, **_asked()}
        )
        _defer([found])
    return found


@transaction.atomic
def ask_for_new(questions: Iterable[Question]) -> None:
    """About tickets that nobody asked about yet: a few jobs for all of them."""
    rows = [Diagnosis(**asdict(question), **_asked()) for question in questions]
    Diagnosis.objects.bulk_create(rows, ignore_conflicts=True)
    theirs = Diagnosis.objects.filter(ticket__in=[row.ticket for row in rows])
    _defer(list(theirs.filter(state=Diagnosis.State.WAITING).order_by("pk")))


def _asked() -> dict[str, Any]:
    return {"state": Diagnosis.State.WAITING, "asked_at": clock.now()}


def _defer(asked: list[Diagnosis]) -> None:
    """Two at a time, and behind other jobs where a past of many tickets is being told."""
    jobs: dict[int, list[int]] = defaultdict(list)
    for each in asked:
        urgent = clock.now() - each.about_at < FRESH
        jobs[0 if urgent else BEHIND].append(each.pk)
    for priority, ids in jobs.items():
        for start in range(0, len(ids), MANY):
            piece: list[Any] = ids[start : start + MANY]
            turn = f"diagnosis-{piece[0] % AT_ONCE}"
            job = app.configure_task(LOOKING, queue="diagnosis", lock=turn, priority=priority)
            job.defer(diagnosis_ids=piece)
    live.publish([topic_of(each.ticket) for each in asked if each.ticket is not None])


def look_at_several(ids: Iterable[int]) -> None:
    """The job. Safe to run twice: an answer that is there is not looked for again."""
    found = Diagnosis.objects.filter(pk__in=list(ids), state=Diagnosis.State.WAITING)
    asked = list(found.select_related("person", "group__type").order_by("pk"))
    quiet = quiet_among(_people(asked), [each.about_at for each in asked]) if asked[1:] else Quiet()
    quick = [each for each in asked if each.person_id in quiet.unknown and each.group is None]
    _answer([_answer_to(each, quiet) for each in quick])
    for diagnosis in asked:
        if diagnosis not in quick:
            _answer([_answer_to(diagnosis, quiet)])


def _people(asked: Iterable[Diagnosis]) -> list[Person]:
    return [each.person for each in asked if each.person]


def _answer_to(diagnosis: Diagnosis, quiet: Quiet) -> Answer:
    began, looked, person = time.monotonic(), None, diagnosis.person
    try:
        if person and diagnosis.group is None and (ids := quiet.unknown.get(person.pk)):
            versions = quiet.versions[person.environment_id]
            looked = look_at(read_unknown(person, ids, versions, about_at=diagnosis.about_at))
        else:
            looked = looked_at(
                person,
                diagnosis.group,
                about_at=diagnosis.about_at,
                is_silent=diagnosis.person_id in quiet.silent,
            )
    except Exception:
        log.exception("diagnosis.failed", ticket=diagnosis.ticket)
    return Answer(diagnosis, looked, round((time.monotonic() - began) * 1000))


def looked_at(
    person: Person | None,
    group: Group | None,
    *,
    about_at: datetime | None = None,
    is_silent: bool = False,
) -> Looked:
    """Now, without a row. Of a person with an account both are looked at. ``is_silent``: the
    person is known to have sent nothing.
    """
    if person is None:
        return look_at(read_account(group, about_at=about_at)) if group else Looked((), 0)
    looked = look_at(read_person(person, about_at=about_at, is_silent=is_silent))
    if group is None:
        return looked
    account = look_at(read_account(group, about_at=about_at))
    return together(looked, account, group.display_name)


def is_stuck(diagnosis: Diagnosis) -> bool:
    waits = diagnosis.state == Diagnosis.State.WAITING
    return waits and clock.now() - diagnosis.asked_at > STUCK


def topic_of(ticket: int) -> str:
    return f"ticket/{ticket}/diagnosis"


@transaction.atomic
def _answer(answers: Sequence[Answer]) -> None:
    if not answers:
        return
    execute(
        ANSWER,
        [clock.now(), orjson.dumps([each.stored() for each in answers]).decode()],
        prepared=True,
    )
    tickets = [each.diagnosis.ticket for each in answers]
    live.publish([topic_of(ticket) for ticket in tickets if ticket is not None])
