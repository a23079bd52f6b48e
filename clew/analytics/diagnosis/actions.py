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
from django.db.models.functions import Mod
from procrastinate.contrib.django import app

from clew.analytics.diagnosis.looking import Looked, look_at, together
from clew.analytics.diagnosis.quiet import Quiet, quiet_among
from clew.analytics.diagnosis.reading import (
    read_account,
    read_person,
    read_unknown,
    read_unknown_account,
)
from clew.analytics.models import Diagnosis
from clew.core import clock, live
from clew.core.bulk import execute
from clew.core.turns import Patience
from clew.people.models import Group, Person

log = structlog.get_logger(__name__)
LOOKING = "analytics.diagnose"
LANES, BEHIND = 2, -10
MANY = 50  # tickets of one job: a lane begins the next within a second
PATIENCE = 6.0  # pages may take that much longer than each look, when both want to work
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
    """Behind other jobs where a past of many tickets is being told."""
    jobs: dict[tuple[int, int], list[int]] = defaultdict(list)
    for each in asked:
        urgent = clock.now() - each.about_at < FRESH
        jobs[0 if urgent else BEHIND, _lane(each.pk)].append(each.pk)
    for (priority, lane), ids in jobs.items():
        for start in range(0, len(ids), MANY):
            piece: list[Any] = ids[start : start + MANY]
            turn = f"diagnosis-{lane}"
            job = app.configure_task(LOOKING, queue="diagnosis", lock=turn, priority=priority)
            job.defer(diagnosis_ids=piece)
    live.publish([topic_of(each.ticket) for each in asked if each.ticket is not None])


def _lane(pk: int) -> int:
    return pk % LANES


def look_at_several(ids: Iterable[int]) -> None:
    """The job, which takes along what else waits in its lane: their jobs find nothing left to do.

    Safe to run twice: an answer that is there is not looked for again.
    """
    asked = _waiting(list(ids))
    quiet = quiet_among(asked) if asked[1:] else Quiet()
    quick = [each for each in asked if quiet.knows_nothing_of(each)]
    _answer([_answer_to(each, quiet) for each in quick])
    patience = Patience(PATIENCE)
    for diagnosis in asked:
        if diagnosis not in quick:
            patience.let_pages_go()
            _answer([_answer_to(diagnosis, quiet)])


def _waiting(ids: list[int]) -> list[Diagnosis]:
    waiting = Diagnosis.objects.filter(state=Diagnosis.State.WAITING)
    waiting = waiting.select_related("person", "group__type")
    asked = list(waiting.filter(pk__in=ids).order_by("pk"))
    if not asked:
        return []
    others = waiting.exclude(pk__in=ids).annotate(lane=Mod("pk", LANES))
    others = others.filter(lane__in={_lane(each) for each in ids}).order_by("-about_at")
    return [*asked, *others[: max(0, MANY - len(asked))]]


def _answer_to(diagnosis: Diagnosis, quiet: Quiet) -> Answer:
    began, looked = time.monotonic(), None
    try:
        looked = _look_at_one(diagnosis, quiet)
    except Exception:
        log.exception("diagnosis.failed", ticket=diagnosis.ticket)
    return Answer(diagnosis, looked, round((time.monotonic() - began) * 1000))


def _look_at_one(asked: Diagnosis, quiet: Quiet) -> Looked:
    versions = quiet.versions.get(asked.environment_id, ())
    of_person = of_account = None
    if asked.person:
        is_silent = asked.person_id in quiet.silent
        if ids := quiet.unknown.get(asked.person.pk):
            case = read_unknown(asked.person, ids, versions, about_at=asked.about_at)
        else:
            case = read_person(asked.person, about_at=asked.about_at, is_silent=is_silent)
        of_person = look_at(case)
    if asked.group:
        if asked.group.pk in quiet.accounts:
            case = read_unknown_account(versions, about_at=asked.about_at)
        else:
            case = read_account(asked.group, about_at=asked.about_at)
        of_account = look_at(case)
    return _both(of_person, of_account, asked.group)


def looked_at(person: Person | None, group: Group | None) -> Looked:
    """Now, without a row. Of a person with an account both are looked at."""
    of_person = look_at(read_person(person)) if person else None
    of_account = look_at(read_account(group)) if group else None
    return _both(of_person, of_account, group)


def _both(person: Looked | None, account: Looked | None, group: Group | None) -> Looked:
    if person and account and group:
        return together(person, account, group.display_name)
    return person or account or Looked((), 0)


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
