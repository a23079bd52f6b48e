"""An escalation or its end taken back, for as long as it is surely a slip."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError

from clew.core.actors import Actor
from clew.routing.actions.de_escalating import begin_again, end
from clew.routing.actions.escalating import VERB, open_on
from clew.routing.models import Escalation, EscalationState
from clew.tickets.actions import delete_note
from clew.tickets.actions.changing import changing, refuse_light_agents
from clew.tickets.validation import CONFLICT

WITHIN = timedelta(minutes=10)


def undo_escalation(*, escalation: Escalation, by: Actor) -> bool:
    """As if it had not been: the team is back, and its author's note is taken off with it."""
    refuse_light_agents(by, VERB)
    with changing(escalation.ticket) as at:
        escalation.refresh_from_db(fields=["state", "opened_at", "to", "team", "ended_at"])
        if escalation.state != EscalationState.OPEN:
            return False
        _refuse_late(escalation.opened_at, at, "De-escalate it instead.")
        escalation.state = EscalationState.UNDONE
        end(escalation, by=by, at=at)
        note = escalation.note
        if note is not None and (by.kind, by.id) == ("staff", str(note.staff_id)):
            delete_note(ticket=escalation.ticket, message=note, by=by)
    return True


def undo_de_escalation(*, escalation: Escalation, by: Actor) -> bool:
    """It is escalated as before, to the same team."""
    refuse_light_agents(by, VERB)
    with changing(escalation.ticket) as at:
        escalation.refresh_from_db(fields=["state", "ended_at"])
        if escalation.state != EscalationState.ENDED or escalation.ended_at is None:
            return False
        _refuse_late(escalation.ended_at, at, "Escalate it again.")
        if open_on(escalation.ticket).exists():
            raise ValidationError("It was escalated again since.", code=CONFLICT)
        begin_again(escalation, by=by, at=at)
    return True


def _refuse_late(since: datetime, at: datetime, instead: str) -> None:
    if at - since > WITHIN:
        raise ValidationError(f"This can be undone for 10 minutes. {instead}", code=CONFLICT)
