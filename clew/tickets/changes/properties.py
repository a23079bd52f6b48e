"""Changes of who has a ticket and of what it is about."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from clew.core.actors import Actor
from clew.people.models import Staff, Team
from clew.people.staff_queries import active_staff, team_choices
from clew.tickets import actions
from clew.tickets.actions.batching import remembered
from clew.tickets.changes.vocabulary import Change, ChangeField
from clew.tickets.models import Kind, Priority, Severity, Ticket
from clew.tickets.validation import checked_choice, one_line

ME = "me"  # whoever applies it
GONE = "This person cannot take tickets any more. Choose somebody else."
NO_TEAM = "There is no such team any more. Choose another."
MAX_ID = 2**31


def _assignee(value: Any) -> int | str | None:
    """An id, an email address, "me", or nothing for nobody."""
    text = str(value or "").replace("\x00", "").strip()
    if not text or text == ME:
        return text or None
    by = {"pk": _id(text)} if text.isdecimal() else {"email__iexact": text}
    if (found := active_staff().filter(**by).first()) is None:
        raise ValidationError({"assignee": GONE})
    return found.pk


def _team(value: Any) -> int | None:
    """An id, a slug, or nothing for no team."""
    text = str(value or "").strip()
    if not text:
        return None
    by = {"pk": _id(text)} if text.isdecimal() else {"slug": text.replace("\x00", "")}
    if (found := team_choices().filter(**by).first()) is None:
        raise ValidationError({"team": NO_TEAM})
    return found.pk


def _id(text: str) -> int:
    return min(int(text[:12]), MAX_ID - 1)


def _apply_assignee(ticket: Ticket, value: Any, by: Actor, at: datetime | None) -> Change | None:
    before = ticket.assignee_id
    if not actions.assign(ticket=ticket, staff=_who(value, by), by=by, at=at):
        return None
    return Change("assignee", before)


def _who(value: int | str | None, by: Actor) -> Staff | None:
    if value is None:
        return None
    if value == ME and by.kind != "staff":
        raise ValidationError({"assignee": "Only a member of staff can take a ticket as “me”."})
    pk = int(by.id) if value == ME else value
    found = remembered(("staff", pk), lambda: Staff.objects.filter(pk=pk).first())
    if found is None:
        raise ValidationError({"assignee": GONE})
    return found


def _apply_team(ticket: Ticket, value: Any, by: Actor, at: datetime | None) -> Change | None:
    before = ticket.team_id
    team = remembered(("team", value), lambda: Team.objects.filter(pk=value).first())
    if value and team is None:
        raise ValidationError({"team": NO_TEAM})
    changed = actions.set_team(ticket=ticket, team=team, by=by, at=at)
    return Change("team", before) if changed else None


def _property(field: str) -> Callable[[Ticket, Any, Actor, datetime | None], Change | None]:
    def apply(ticket: Ticket, value: Any, by: Actor, at: datetime | None) -> Change | None:
        before = getattr(ticket, field)
        changed = actions.set_property(ticket=ticket, field=field, value=value, by=by, at=at)
        return Change(field, before) if changed else None

    return apply


def _chosen(field: str, label: str, choices: type[TextChoices]) -> ChangeField:
    return ChangeField(
        field,
        label,
        lambda value: checked_choice(field, str(value), choices),
        _property(field),
        lambda value: f"Set {field} to {choices(value).label}",
    )


def _subject(value: Any) -> str:
    if not (line := one_line(str(value or ""))[:300]):
        raise ValidationError({"subject": "A ticket needs a subject."})
    return line


def _say_assignee(value: Any) -> str:
    if value is None:
        return "Unassign"
    found = None if value == ME else Staff.objects.filter(pk=value).first()
    return f"Assign to {found or (ME if value == ME else 'somebody who left')}"


def _say_team(value: Any) -> str:
    found = Team.objects.filter(pk=value).first() if value else None
    return f"Give to team {found or 'that is gone'}" if value else "Take from its team"


FIELDS = (
    ChangeField("assignee", "Assignee", _assignee, _apply_assignee, _say_assignee),
    ChangeField("team", "Team", _team, _apply_team, _say_team),
    _chosen("severity", "Severity", Severity),
    _chosen("priority", "Priority", Priority),
    _chosen("kind", "Kind", Kind),
    ChangeField(
        "area",
        "Product area",
        lambda value: one_line(str(value or ""))[:80],
        _property("area"),
        lambda value: f"Set product area to {value}" if value else "Clear product area",
    ),
    ChangeField(
        "subject",
        "Subject",
        _subject,
        _property("subject"),
        lambda value: f"Set subject to “{value}”",
    ),
)
