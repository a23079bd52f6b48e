"""Who is away, who works now, and who is on next."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from clew.coverage.models import OutOfOffice
from clew.people.models import Role, Staff
from clew.people.models.staff import RANKS
from clew.people.working_hours import is_working, next_working, working_until


def away(staff_ids: Iterable[int], at: datetime) -> dict[int, OutOfOffice]:
    """Of these, who is away at ``at``, and how: by staff id. One statement."""
    rows = _around(at).filter(staff__in=list(staff_ids))
    return {row.staff_id: row for row in rows if row.holds(at)}


def everybody_away(at: datetime) -> dict[int, OutOfOffice]:
    """Everybody who works here and is away at ``at``, by staff id. One statement."""
    return {row.staff_id: row for row in _around(at).filter(staff__is_active=True) if row.holds(at)}


def is_away(staff: Staff, at: datetime) -> bool:
    return staff.pk in away([staff.pk], at)


def works_now(staff: Staff, at: datetime) -> bool:
    """Within their working hours, and not away. Nobody's hours means that any hour is theirs."""
    return _on(staff, at) and not is_away(staff, at)


def working_among(people: Iterable[Staff], at: datetime) -> list[Staff]:
    """Those of them who work at ``at``, in the order given. One statement."""
    on = [staff for staff in people if _on(staff, at)]
    out = away([staff.pk for staff in on], at) if on else {}
    return [staff for staff in on if staff.pk not in out]


def works_until(staff: Staff, at: datetime) -> datetime | None:
    """When the shift that runs at ``at`` ends; None outside of one, or when nobody said."""
    return working_until(staff.working_hours, staff.time_zone, at)


def absences_of(staff: Staff) -> QuerySet[OutOfOffice]:
    """Theirs, newest start first, with their deputies."""
    found = OutOfOffice.objects.filter(staff=staff).select_related("staff", "deputy")
    return found.order_by("-starts_at", "-pk")


def absences(*, since: datetime) -> QuerySet[OutOfOffice]:
    """Everybody's that end after ``since``, in the order they start."""
    found = OutOfOffice.objects.filter(ends_at__gt=since, staff__is_active=True)
    return found.select_related("staff", "deputy").order_by("starts_at", "pk")


def _around(at: datetime) -> QuerySet[OutOfOffice]:
    """Running at ``at``, not counting days back."""
    running = OutOfOffice.objects.filter(starts_at__lte=at, ends_at__gt=at)
    return running.select_related("staff", "deputy")


def may_set_away(reader: Staff, staff: Staff) -> bool:
    """Everybody for themselves; leads and admins for others."""
    return reader == staff or enters_for_others(reader)


def enters_for_others(reader: Staff) -> bool:
    return RANKS.index(reader.role_now) >= RANKS.index(Role.LEAD)


def absence_for(reader: Staff, pk: int) -> OutOfOffice:
    """One they may change. Raises OutOfOffice.DoesNotExist, also for others'."""
    row = OutOfOffice.objects.select_related("staff", "deputy").get(pk=pk)
    if not may_set_away(reader, row.staff):
        raise OutOfOffice.DoesNotExist
    return row


def next_shift(staff: Staff, at: datetime) -> datetime:
    """``at`` itself when their hours run, else their next start; absences are not looked at."""
    return next_working(staff.working_hours, staff.time_zone, at)


def _on(staff: Staff, at: datetime) -> bool:
    return is_working(staff.working_hours, staff.time_zone, at)
