"""Who may change what is known of customers."""

from django.core.exceptions import PermissionDenied

from clew.core.actors import Actor
from clew.people.models import Staff

LIGHT_AGENTS = "Light agents read and write notes. Ask an agent to {verb}."
ADMINS = "Only owners and admins {verb}. Ask one of them."


def refuse_light_agents(by: Actor, verb: str) -> None:
    """Raises PermissionDenied, with words for the agent."""
    staff = _staff(by)
    if staff is not None and not staff.can_reply_publicly:
        raise PermissionDenied(LIGHT_AGENTS.format(verb=verb))


def refuse_all_but_admins(by: Actor, verb: str) -> None:
    staff = _staff(by)
    if staff is not None and not staff.is_admin:
        raise PermissionDenied(ADMINS.format(verb=verb))


def _staff(by: Actor) -> Staff | None:
    if by.kind != "staff":
        return None
    return Staff.objects.only("role", "granted_role", "granted_until").get(pk=int(by.id))
