"""Changing what a ticket says of itself. Setting what is already so records nothing.

Each returns whether it changed anything; each is undone by setting the old value.
"""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from clew.core import clock, facts
from clew.core.actors import SYSTEM, Actor
from clew.coverage.away_words import away_words
from clew.coverage.queries import away
from clew.people.models import Staff, Team
from clew.tickets.actions.changing import changing, refuse_light_agents, save
from clew.tickets.facts import Assigned, PropertyChanged, TeamChanged
from clew.tickets.models import Kind, Priority, Severity, Ticket
from clew.tickets.validation import checked_choice, one_line

CHOICES: dict[str, type[TextChoices]] = {"severity": Severity, "priority": Priority, "kind": Kind}
NEWS = timedelta(days=1)  # what was longer ago is history that comes in by an import
TEXTS = {"area": 80, "subject": 300}  # and their lengths


def assign(
    *,
    ticket: Ticket,
    staff: Staff | None,
    by: Actor,
    at: datetime | None = None,
    reason: str = "",
) -> bool:
    """To ``staff``, or to nobody. Raises ValidationError for who cannot answer.

    Only a person gives a ticket to somebody who is away: nothing automatic does.
    """
    refuse_light_agents(by)
    if staff is not None and not (staff.is_active and staff.can_reply_publicly):
        raise ValidationError({"assignee": f"{staff} cannot answer customers. Choose an agent."})
    now = clock.now()
    if staff is not None and by.kind == SYSTEM.kind and now - (at or now) < NEWS:
        refuse_away(staff)
    with changing(ticket, at=at) as moment:
        return change_assignee(ticket, staff, by=by, at=moment, reason=reason)


def refuse_away(staff: Staff) -> None:
    if row := away([staff.pk], clock.now()).get(staff.pk):
        raise ValidationError({"assignee": f"{staff} is away. {away_words(row)}."})


def set_team(*, ticket: Ticket, team: Team | None, by: Actor, at: datetime | None = None) -> bool:
    refuse_light_agents(by)
    with changing(ticket, at=at) as moment:
        before = ticket.team
        if before == team:
            return False
        ticket.team = team
        save(ticket, "team", at=moment)
        fact = TeamChanged(number=ticket.number, before=named(before), after=named(team))
        facts.record(fact, by=by, at=moment)
        return True


def set_property(
    *, ticket: Ticket, field: str, value: str, by: Actor, at: datetime | None = None
) -> bool:
    """Severity, priority, kind, area or subject."""
    refuse_light_agents(by)
    value = _checked(field, value)
    with changing(ticket, at=at) as moment:
        before = getattr(ticket, field)
        if before == value:
            return False
        setattr(ticket, field, value)
        save(ticket, field, at=moment)
        fact = PropertyChanged(number=ticket.number, field=field, before=before, after=value)
        facts.record(fact, by=by, at=moment)
        return True


def change_assignee(
    ticket: Ticket, staff: Staff | None, *, by: Actor, at: datetime, reason: str = ""
) -> bool:
    """On a locked ticket."""
    before = ticket.assignee
    if before == staff:
        return False
    ticket.assignee = staff
    save(ticket, "assignee", at=at)
    fact = Assigned(
        number=ticket.number,
        before=named(before),
        after=named(staff),
        staff_id=staff.pk if staff else None,
        reason=reason,
    )
    facts.record(fact, by=by, at=at)
    return True


def named(thing: Staff | Team | None) -> str:
    return str(thing) if thing else ""


def _checked(field: str, value: str) -> str:
    if field in CHOICES:
        return checked_choice(field, value, CHOICES[field])
    if field not in TEXTS:
        raise ValidationError(f"A ticket has no property “{field}” to set.")
    line = one_line(value)[: TEXTS[field]]
    if field == "subject" and not line:
        raise ValidationError({"subject": "A ticket needs a subject."})
    return line
