"""Escalating a ticket: to whom, with what was found; and letting it go back.

Support escalates within its own queue, engineering gets the ticket. Whoever has the ticket keeps
it either way: one person stays its owner from start to end.
"""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from clew.core import facts
from clew.core.actors import Actor
from clew.people.models import Staff, Team
from clew.routing.escalation_note import missing_in, reason_in, without_empty
from clew.routing.facts import Escalated
from clew.routing.models import EscalatedTo, Escalation, EscalationState
from clew.tickets import actions
from clew.tickets.actions.changing import changing, refuse_light_agents
from clew.tickets.actions.escalated import mark_escalated
from clew.tickets.models import Ticket
from clew.tickets.queries import tickets_readable_by
from clew.tickets.validation import CONFLICT, one_line

VERB = "escalate tickets; it can be granted for a limited time"
NO_TARGET = "Say whom it is escalated to: support or engineering."
NO_TEAM = "Choose the team that looks at it next."


def escalate(
    *,
    ticket: Ticket,
    to: str,
    team: Team | None,
    note: str,
    by: Actor,
    reason: str = "",
    mentions: Collection[int] = (),
    at: datetime | None = None,
) -> Escalation:
    """The note is posted and the team becomes the ticket's; ``reason`` is the note's why if empty.

    Raises ValidationError for what is missing, and for a ticket that is escalated already.
    """
    refuse_light_agents(by, VERB)
    owner = checked_parts(to=to, team=team, note=note)
    staff, body = _staff(by), without_empty(note)
    with changing(ticket, at=at) as moment:
        _refuse_second(ticket)
        before = ticket.team
        written = actions.add_note(
            ticket=ticket, staff=staff, body=body, by=by, created_at=moment, mentions=mentions
        )
        escalation = Escalation.objects.create(
            ticket=ticket,
            to=to,
            team=owner,
            previous_team=before,
            note=written,
            reason=(one_line(reason) or reason_in(body))[:300],
            by=staff,
            by_name=by.name[:200],
            opened_at=moment,
        )
        record_escalation(escalation, by=by, at=moment)
        give(escalation, owner, by=by, at=moment)
        _stay_in_sight(ticket, staff, by=by, at=moment)
    return escalation


def change_escalation(
    *, ticket: Ticket, to: str, team: Team | None, by: Actor, note: str = ""
) -> Escalation:
    """Another target or team while it is escalated; what it was before all stays as known."""
    refuse_light_agents(by, VERB)
    owner = checked_parts(to=to, team=team, note="as before")
    with changing(ticket) as at:
        escalation = escalation_open_on(ticket)
        if note.strip():
            actions.add_note(ticket=ticket, staff=_staff(by), body=note, by=by, created_at=at)
        before = f"{escalation.to}/{escalation.team_name}"
        if (escalation.to, escalation.team_id) == (to, owner.pk):
            return escalation
        escalation.to, escalation.team = to, owner
        escalation.save(update_fields=["to", "team"])
        record_escalation(escalation, by=by, at=at, before=before)
        give(escalation, owner, by=by, at=at)
        _stay_in_sight(ticket, _staff(by), by=by, at=at)
    return escalation


def checked_parts(*, to: str, team: Team | None, note: str) -> Team:
    """The team. Raises ValidationError with everything that is missing at once."""
    wrong: dict[str, str] = {}
    if to not in EscalatedTo.values:
        wrong["to"] = NO_TARGET
    if team is None:
        wrong["team"] = NO_TEAM
    if lacking := missing_in(note):
        wrong["note"] = lacking
    if wrong or team is None:
        raise ValidationError(wrong)
    return team


def open_on(ticket: Ticket) -> QuerySet[Escalation, Escalation]:
    """At most one."""
    found = Escalation.objects.filter(ticket=ticket, state=EscalationState.OPEN)
    return found.select_related("team", "previous_team", "note")


def escalation_open_on(ticket: Ticket) -> Escalation:
    """Raises ValidationError when there is none. On a locked ticket."""
    if (escalation := open_on(ticket).first()) is None:
        raise ValidationError(f"#{ticket.number} is not escalated.", code=CONFLICT)
    escalation.ticket = ticket
    return escalation


def _refuse_second(ticket: Ticket) -> None:
    found = open_on(ticket).first()
    if found is not None:
        where = f"{found.get_to_display().lower()}, {found.team_name}"
        raise ValidationError(
            f"#{ticket.number} is escalated already: {where}."
            " Change its team, or de-escalate it first.",
            code=CONFLICT,
        )


def give(escalation: Escalation, team: Team, *, by: Actor, at: datetime) -> None:
    actions.set_team(ticket=escalation.ticket, team=team, by=by, at=at)
    mark_escalated(escalation.ticket, escalation.to, at=at)


def record_escalation(
    escalation: Escalation, *, by: Actor, at: datetime, before: str = "", undoes: bool = False
) -> None:
    fact = Escalated(
        number=escalation.ticket.number,
        to=escalation.to,
        team=escalation.team_name,
        reason=escalation.reason,
        escalation_id=escalation.pk,
        before=before,
        undoes=undoes,
    )
    facts.record(fact, by=by, at=at)


def _stay_in_sight(ticket: Ticket, staff: Staff | None, *, by: Actor, at: datetime) -> None:
    """Whoever gives a ticket to a private team goes on hearing of it, as a follower."""
    if staff is not None and not tickets_readable_by(staff).filter(pk=ticket.pk).exists():
        actions.follow(ticket=ticket, by=by, staff=staff, at=at)


def _staff(by: Actor) -> Staff | None:
    return Staff.objects.get(pk=int(by.id)) if by.kind == "staff" else None
