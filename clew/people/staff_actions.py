"""Everything that changes who works here and what they may do. Keys are in key_actions."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from clew.core import clock
from clew.core.actors import Actor
from clew.core.facts import record
from clew.people import staff_facts as facts
from clew.people.key_actions import create_api_token, revoke_api_token
from clew.people.models import OwnerInvitation, Role, Sees, Staff, Team
from clew.people.secret_tokens import digest, new_secret

__all__ = ["create_api_token", "revoke_api_token"]

OWNER_LINK = timedelta(hours=24)
STAFF_LINK = timedelta(days=7)


def invite_owner() -> str:
    """A one-time token for ``/welcome/<token>``: makes the owner, or signs the owner in once."""
    owner = Staff.objects.filter(role=Role.OWNER, is_active=True).order_by("pk").first()
    return _invitation(owner, OWNER_LINK)


def link_for(*, staff: Staff) -> str:
    """A one-time token that signs existing staff in, or lets invited staff choose a password."""
    return _invitation(staff, STAFF_LINK if not staff.has_usable_password() else OWNER_LINK)


def _invitation(staff: Staff | None, lasts: timedelta) -> str:
    token = new_secret()
    OwnerInvitation.objects.create(
        digest=digest(token), staff=staff, expires_at=clock.now() + lasts
    )
    return token


def _use(invitation: OwnerInvitation) -> None:
    """Raises ValidationError when somebody else was faster; the row is locked until commit."""
    locked = OwnerInvitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.used_at or locked.expires_at < clock.now():
        raise ValidationError("This link was used already. Ask for a new one.")
    locked.used_at = clock.now()
    locked.save(update_fields=["used_at"])


@transaction.atomic
def create_owner(
    *, name: str, email: str, password: str, invitation: OwnerInvitation | None = None
) -> Staff:
    """The first member of staff. Raises ValidationError for a weak password."""
    if invitation is not None:
        _use(invitation)
    _check_email(email)
    staff = Staff(name=name.strip(), email=email.strip().lower(), role=Role.OWNER)
    _set_password(staff, password)
    staff.save()
    record(_added(staff, "owner"), by=Actor.staff(staff))
    return staff


@transaction.atomic
def invite_staff(
    *, name: str, email: str, role: str, by: Actor, teams: list[Team] | None = None
) -> tuple[Staff, str]:
    """A member of staff without a password, and the token of the link that lets them choose one."""
    _check_email(email)
    staff = Staff(name=name.strip(), email=email.strip().lower(), role=Role(role))
    staff.set_unusable_password()
    staff.save()
    staff.teams.set(teams or [])
    record(_added(staff, "invited"), by=by)
    return staff, link_for(staff=staff)


@transaction.atomic
def invite_again(*, staff: Staff, by: Actor) -> str:
    """A new link; the old ones stop working."""
    OwnerInvitation.objects.filter(staff=staff, used_at=None).update(expires_at=clock.now())
    record(facts.InvitationSent(staff_id=staff.pk, staff_name=str(staff)), by=by)
    return link_for(staff=staff)


@transaction.atomic
def accept_invitation(*, invitation: OwnerInvitation, name: str, password: str) -> Staff:
    """Raises ValidationError for a weak password or a used link."""
    _use(invitation)
    staff = invitation.staff
    assert staff is not None
    staff.name = name.strip() or staff.name
    _set_password(staff, password)
    staff.save()
    fact = facts.InvitationAccepted(staff_id=staff.pk, staff_name=str(staff))
    record(fact, by=Actor.staff(staff))
    return staff


@transaction.atomic
def sign_in_by_link(*, invitation: OwnerInvitation) -> Staff:
    """Uses the link up. Raises ValidationError when it was used before.

    The link stands for password and second step: it is the way back in for who lost them. Only an
    admin or the shell of the server makes one, and both are on record.
    """
    _use(invitation)
    staff = invitation.staff
    assert staff is not None
    fact = facts.SignedInByLink(staff_id=staff.pk, staff_name=str(staff))
    record(fact, by=Actor.staff(staff))
    return staff


@transaction.atomic
def set_role(*, staff: Staff, role: str, by: Actor) -> None:
    """Raises ValidationError when nobody would be left as owner."""
    before, after = staff.role, Role(role)
    if before == after:
        return
    _keep_an_owner(staff)
    staff.role = after
    staff.save(update_fields=["role"])
    fact = facts.RoleChanged(
        staff_id=staff.pk, staff_name=str(staff), before=before, after=after.value
    )
    record(fact, by=by)


@transaction.atomic
def set_teams(*, staff: Staff, teams: list[Team], by: Actor) -> None:
    staff.teams.set(teams)
    names = [team.name for team in teams]
    fact = facts.TeamsOfStaffChanged(staff_id=staff.pk, staff_name=str(staff), teams=names)
    record(fact, by=by)


@transaction.atomic
def set_reading(*, staff: Staff, sees: str, by: Actor) -> None:
    """Which tickets they read; see ``Sees``. Raises ValueError for anything else."""
    before, after = staff.sees, Sees(sees)
    if before == after:
        return
    staff.sees = after
    staff.save(update_fields=["sees"])
    fact = facts.ReadingChanged(
        staff_id=staff.pk, staff_name=str(staff), before=before, after=after.value
    )
    record(fact, by=by)


@transaction.atomic
def deactivate(*, staff: Staff, by: Actor) -> None:
    """They can no longer sign in; what they wrote stays under their name."""
    _keep_an_owner(staff)
    staff.is_active = False
    staff.save(update_fields=["is_active"])
    for session in UserSession.objects.filter(user=staff):  # or they would come back with them
        session.end()
    OwnerInvitation.objects.filter(staff=staff, used_at=None).update(expires_at=clock.now())
    record(facts.StaffDeactivated(staff_id=staff.pk, staff_name=str(staff)), by=by)


@transaction.atomic
def reactivate(*, staff: Staff, by: Actor) -> None:
    staff.is_active = True
    staff.save(update_fields=["is_active"])
    record(facts.StaffReactivated(staff_id=staff.pk, staff_name=str(staff)), by=by)


def choose_theme(*, staff: Staff, theme: str) -> None:
    """``theme`` is system, light or dark; anything else is ignored."""
    if theme in {"system", "light", "dark"}:
        staff.theme = theme
        staff.save(update_fields=["theme"])


@transaction.atomic
def create_team(*, name: str, by: Actor) -> Team:
    """Raises ValidationError when there is one of that name."""
    team = Team(name=name.strip(), slug=_free_slug(name))
    team.full_clean()
    team.save()
    record(facts.TeamCreated(team_id=team.pk, team_name=team.name), by=by)
    return team


@transaction.atomic
def rename_team(*, team: Team, name: str, by: Actor) -> None:
    """The slug stays, so that links to the team's view keep working."""
    before, team.name = team.name, name.strip()
    team.full_clean()
    team.save(update_fields=["name"])
    record(facts.TeamRenamed(team_id=team.pk, team_name=team.name, before=before), by=by)


@transaction.atomic
def set_team_privacy(*, team: Team, private: bool, by: Actor) -> None:
    """What a private team owns only its members and admins read."""
    if team.private == private:
        return
    team.private = private
    team.save(update_fields=["private"])
    fact = facts.TeamPrivacyChanged(team_id=team.pk, team_name=team.name, private=private)
    record(fact, by=by)


@transaction.atomic
def delete_team(*, team: Team, by: Actor) -> None:
    """Raises ProtectedError when tickets still belong to it."""
    fact = facts.TeamDeleted(team_id=team.pk, team_name=team.name)
    team.delete()
    record(fact, by=by)


def _added(staff: Staff, how: str) -> facts.StaffAdded:
    return facts.StaffAdded(staff_id=staff.pk, staff_name=str(staff), role=staff.role, how=how)


def _check_email(email: str) -> None:
    if Staff.objects.filter(email__iexact=email.strip()).exists():
        raise ValidationError({"email": "Somebody here already has this address."})


def _set_password(staff: Staff, password: str) -> None:
    try:
        validate_password(password, staff)
    except ValidationError as weak:
        raise ValidationError({"password": weak.messages}) from None
    staff.set_password(password)


def _keep_an_owner(staff: Staff) -> None:
    others = Staff.objects.select_for_update().filter(role=Role.OWNER, is_active=True)
    if staff.role == Role.OWNER and not [one for one in others if one.pk != staff.pk]:
        raise ValidationError("Somebody must stay owner. Make another person owner first.")


def _free_slug(name: str) -> str:
    wanted = slugify(name)[:70] or "team"
    taken = set(Team.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(each for each in numbered if each not in taken)
