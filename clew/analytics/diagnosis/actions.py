"""Having a ticket's customer diagnosed: asked for at once, looked at in a job."""

import time
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from procrastinate.contrib.django import app

from clew.analytics.diagnosis.looking import Looked, look_at, together
from clew.analytics.diagnosis.reading import read_account, read_person
from clew.analytics.models import Diagnosis
from clew.core import clock, live
from clew.people.models import Group, Person

log = structlog.get_logger(__name__)
LOOKING = "analytics.diagnose"
AT_ONCE, BEHIND = 2, -10
FRESH = timedelta(hours=1)
STUCK = timedelta(minutes=2)  # a question this old that is not answered may be asked again


def ask(
    *, ticket: int, environment_id: int, person_id: UUID, group_id: int | None, about_at: datetime
) -> Diagnosis:
    """One for each ticket; what was found before stays to be read until the new answer is there."""
    whose = {"environment_id": environment_id, "person_id": person_id, "group_id": group_id}
    asked = {**whose, "about_at": about_at, "asked_at": clock.now()}
    with transaction.atomic():
        found, _ = Diagnosis.objects.update_or_create(
            ticket=ticket, defaults={**asked, "state": Diagnosis.State.WAITING}
        )
        # Two at a time, and behind other jobs where a past of many tickets is being told.
        urgent = clock.now() - about_at < FRESH
        job = app.configure_task(
            LOOKING,
            queue="diagnosis",
            lock=f"diagnosis-{ticket % AT_ONCE}",
            priority=0 if urgent else BEHIND,
        )
        job.defer(diagnosis_id=found.pk)
        live.publish([topic_of(ticket)])
    return found


def look(diagnosis_id: int) -> None:
    """The job. Safe to run twice: an answer that is there is not looked for again."""
    found = Diagnosis.objects.filter(pk=diagnosis_id, state=Diagnosis.State.WAITING)
    diagnosis = found.select_related("person", "group__type").first()
    if diagnosis is None:
        return
    began = time.monotonic()
    try:
        looked = looked_at(diagnosis.person, diagnosis.group, about_at=diagnosis.about_at)
    except Exception:
        log.exception("diagnosis.failed", ticket=diagnosis.ticket)
        looked = None
    _answer(diagnosis, looked, round((time.monotonic() - began) * 1000))


def looked_at(
    person: Person | None, group: Group | None, *, about_at: datetime | None = None
) -> Looked:
    """Now, without a row. Of a person with an account both are looked at."""
    if person is None:
        return look_at(read_account(group, about_at=about_at)) if group else Looked((), 0)
    looked = look_at(read_person(person, about_at=about_at))
    if group is None:
        return looked
    account = look_at(read_account(group, about_at=about_at))
    return together(looked, account, group.display_name)


def is_stuck(diagnosis: Diagnosis) -> bool:
    waits = diagnosis.state == Diagnosis.State.WAITING
    return waits and clock.now() - diagnosis.asked_at > STUCK


def topic_of(ticket: int) -> str:
    return f"ticket/{ticket}/diagnosis"


def _answer(diagnosis: Diagnosis, looked: Looked | None, took_ms: int) -> None:
    said = {"state": Diagnosis.State.FAILED, "made_at": clock.now(), "took_ms": took_ms}
    if looked is not None:
        said |= {
            "state": Diagnosis.State.DONE,
            "findings": [each.stored() for each in looked.findings],
            "checks": looked.checks,
        }
    # Asked again meanwhile, perhaps about somebody else: that job answers.
    same = Diagnosis.objects.filter(pk=diagnosis.pk, asked_at=diagnosis.asked_at)
    with transaction.atomic():
        same.update(**said)
        if diagnosis.ticket is not None:
            live.publish([topic_of(diagnosis.ticket)])
