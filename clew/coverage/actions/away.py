"""Going away, changing when, coming back. Each locks the person, so that none overlap."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from clew.core import clock
from clew.core.actors import Actor
from clew.core.facts import record
from clew.coverage import away_facts as facts
from clew.coverage.absences import Absence, check_absence
from clew.coverage.away_words import until_words
from clew.coverage.models import OutOfOffice
from clew.coverage.queries.away import may_set_away
from clew.people.models import NotificationKind, Staff
from clew.people.notifications import notify
from clew.people.working_hours import zone_named


@transaction.atomic
def go_away(*, staff: Staff, absence: Absence, by: Actor) -> OutOfOffice:
    """Raises ValidationError by field, and PermissionDenied for who may not set it."""
    _lock(staff, by)
    check_absence(staff, absence)
    row = OutOfOffice(staff=staff, created_at=clock.now(), by_name=(by.name or "Clew")[:200])
    _put(row, absence)
    row.save()
    deputy = str(row.deputy or "")
    record(facts.OutOfOfficeSet(**about(row), deputy=deputy, tickets=row.tickets), by=by)
    _tell(row, staff, f"{by.name} entered that you are away until {until_words(row)}", by)
    if row.deputy:
        text = f"You stand in for {staff} until {until_words(row)}"
        _tell(row, row.deputy, text, by)
    return row


@transaction.atomic
def change_absence(*, row: OutOfOffice, absence: Absence, by: Actor) -> bool:
    """False when it is so already. What is over stays as it was."""
    _lock(row.staff, by)
    row.refresh_from_db(from_queryset=OutOfOffice.objects.select_related("staff", "deputy"))
    if row.ends_at <= clock.now() and row.over_at:
        raise ValidationError("This is over. Enter a new one.")
    check_absence(row.staff, absence, but=row)
    changed = _put(row, absence)
    if not changed:
        return False
    row.save()
    fact = facts.OutOfOfficeChanged(
        **about(row), changed=changed, deputy=str(row.deputy or ""), tickets=row.tickets
    )
    record(fact, by=by)
    return True


@transaction.atomic
def come_back(*, row: OutOfOffice, by: Actor) -> bool:
    """Ends it now; one that did not begin is as if it had never been. False when it is over."""
    _lock(row.staff, by)
    row.refresh_from_db(from_queryset=OutOfOffice.objects.select_related("staff", "deputy"))
    now = clock.now()
    if row.ends_at <= now:
        return False
    if row.starts_at >= now:
        record(facts.OutOfOfficeCancelled(**about(row)), by=by)
        row.delete()
        return True
    row.ends_at, row.over_at = now, now
    row.begun_at = row.begun_at or now
    row.save(update_fields=["ends_at", "over_at", "begun_at"])
    record(facts.OutOfOfficeEnded(**about(row), early=True), by=by)
    return True


@transaction.atomic
def go_on(*, row: OutOfOffice, ends_at: datetime, by: Actor) -> bool:
    """Takes back coming back early. Raises ValidationError when that moment is past."""
    _lock(row.staff, by)
    if ends_at <= clock.now():
        raise ValidationError("That end is past. Enter a new absence.")
    absence = Absence(starts_at=row.starts_at, ends_at=ends_at)
    check_absence(row.staff, absence, but=row)
    row.ends_at, row.over_at = ends_at, None
    row.save(update_fields=["ends_at", "over_at"])
    fact = facts.OutOfOfficeChanged(
        **about(row), changed=["ends_at"], deputy=str(row.deputy or ""), tickets=row.tickets
    )
    record(fact, by=by)
    return True


@transaction.atomic
def pull_back(*, row: OutOfOffice, day: date, back: bool, by: Actor) -> bool:
    """For one day they are here after all; ``back`` False takes that back."""
    _lock(row.staff, by)
    row.refresh_from_db(from_queryset=OutOfOffice.objects.select_related("staff", "deputy"))
    zone = zone_named(row.staff.time_zone)
    last = (row.ends_at - timedelta(microseconds=1)).astimezone(zone).date()
    if not row.starts_at.astimezone(zone).date() <= day <= last:
        raise ValidationError({"day": "Choose a day on which they are away."})
    if (day in row.days_back) == back:
        return False
    row.days_back = sorted({*row.days_back, day} if back else {*row.days_back} - {day})
    row.save(update_fields=["days_back"])
    record(facts.PulledBack(**about(row), day=day.isoformat(), back=back), by=by)
    return True


def about(row: OutOfOffice) -> dict[str, Any]:
    return {
        "absence_id": row.pk,
        "staff_id": row.staff_id,
        "staff_name": str(row.staff),
        "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat(),
    }


def _tell(row: OutOfOffice, whom: Staff, text: str, by: Actor) -> None:
    """Who did it knows."""
    if by == Actor.staff(whom):
        return
    notify(
        staff=whom,
        kind=NotificationKind.AWAY,
        subject=f"absence/{row.pk}",
        text=text,
        snippet=row.note,
        url="/who-is-on",
        at=clock.now(),
        by=by,
        key=f"set/{row.pk}",
    )


def _lock(staff: Staff, by: Actor) -> None:
    Staff.objects.select_for_update(no_key=True).only("pk").get(pk=staff.pk)
    if by.kind != "staff" or by.id == str(staff.pk):
        return
    if not may_set_away(Staff.objects.get(pk=int(by.id)), staff):
        raise PermissionDenied("Leads and admins enter absences of others.")


def _put(row: OutOfOffice, absence: Absence) -> list[str]:
    """Returns the names of what changed."""
    note = " ".join(absence.note.replace("\x00", "").split())[:300]
    given = {
        "starts_at": absence.starts_at,
        "ends_at": absence.ends_at,
        "deputy": absence.deputy,
        "note": note,
        "tickets": absence.tickets,
    }
    changed = [name for name, value in given.items() if getattr(row, name, None) != value]
    for name in changed:
        setattr(row, name, given[name])
    return changed
