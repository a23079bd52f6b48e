"""Giving a role for a while. What counts stands on Staff; RoleGrant and facts keep the story."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from clew.core import clock
from clew.core.actors import SYSTEM, Actor
from clew.core.facts import record
from clew.people import staff_facts as facts
from clew.people.models import NotificationKind, Role, RoleGrant, Staff
from clew.people.models.staff import RANKS
from clew.people.notifications import notify

LONGEST = timedelta(days=90)
GIVEN = (Role.AGENT, Role.LEAD, Role.ADMIN)  # nobody is owner for a while


@transaction.atomic
def grant_role(*, staff: Staff, role: str, until: datetime, reason: str, by: Actor) -> RoleGrant:
    """In place of one that lasts. Raises ValidationError by field with words."""
    locked, at = _locked(staff), clock.now()
    reason = " ".join(reason.replace("\x00", "").split())[:300]
    _check(locked, role, until, reason, at)
    if locked.grant_lasts:
        _close(locked, at)
    grant = RoleGrant.objects.create(
        staff=locked,
        role=Role(role),
        until=until,
        reason=reason,
        granted_by=by.name or "Clew",
        created_at=at,
    )
    _put(staff, Role(role).value, until)
    fact = facts.RoleGranted(
        staff_id=staff.pk, staff_name=str(staff), role=role, until=until, reason=reason
    )
    record(fact, by=by)
    _tell(
        staff, f"{by.name or 'Clew'} gave you {grant.get_role_display().lower()} rights", by, reason
    )
    return grant


@transaction.atomic
def revoke_grant(*, staff: Staff, by: Actor) -> bool:
    """False when none lasts."""
    locked = _locked(staff)
    if not locked.grant_lasts:
        return False
    role = locked.granted_role
    _close(locked, clock.now())
    _put(staff, "", None)
    record(facts.RoleGrantRevoked(staff_id=staff.pk, staff_name=str(staff), role=role), by=by)
    _tell(staff, f"{by.name or 'Clew'} took back your {Role(role).label.lower()} rights", by)
    return True


def end_grants() -> int:
    """Puts on record what is over. It gives nothing since its moment, however late this runs."""
    over = Staff.objects.filter(granted_until__lte=clock.now()).values_list("pk", flat=True)
    return sum(_end(pk) for pk in over)


@transaction.atomic
def _end(pk: int) -> bool:
    staff = Staff.objects.select_for_update().get(pk=pk)
    until, role = staff.granted_until, staff.granted_role
    if until is None or staff.grant_lasts:
        return False
    _close(staff, until)
    _put(staff, "", None)
    fact = facts.RoleGrantEnded(staff_id=staff.pk, staff_name=str(staff), role=role)
    record(fact, by=SYSTEM, at=until)
    return True


def _tell(staff: Staff, text: str, by: Actor, reason: str = "") -> None:
    """Whoever gives themselves rights knows. Each by itself: given and taken back do not add up."""
    if by == Actor.staff(staff):
        return
    at = clock.now()
    notify(
        staff=staff,
        kind=NotificationKind.ACCESS,
        subject=f"access/{at.isoformat()}",
        text=text,
        snippet=reason,
        url="/settings/profile",
        at=at,
        by=by,
    )


def _locked(staff: Staff) -> Staff:
    return Staff.objects.select_for_update().get(pk=staff.pk)


def _close(staff: Staff, at: datetime) -> None:
    RoleGrant.objects.filter(staff=staff, ended_at=None).update(ended_at=at)


def _put(staff: Staff, role: str, until: datetime | None) -> None:
    staff.granted_role, staff.granted_until = role, until
    staff.save(update_fields=["granted_role", "granted_until"])


def _check(staff: Staff, role: str, until: datetime, reason: str, at: datetime) -> None:
    if role not in GIVEN:
        raise ValidationError({"role": "Choose agent, lead or admin."})
    if RANKS.index(Role(role)) <= RANKS.index(Role(staff.role)):
        text = (
            f"{staff} is {staff.get_role_display().lower()} anyway. Choose a role that does more."
        )
        raise ValidationError({"role": text})
    if not reason:
        raise ValidationError({"reason": "Say why. The audit log shows it."})
    if not at < until <= at + LONGEST:
        raise ValidationError({"until": "Choose an end within the next 90 days."})
    if not staff.is_active:
        raise ValidationError(f"{staff} is deactivated. Reactivate them first.")
