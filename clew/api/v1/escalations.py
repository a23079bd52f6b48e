"""Escalating tickets to support or engineering, and taking them back."""

from datetime import datetime

from django.core.exceptions import ValidationError
from ninja import Router, Schema
from ninja.errors import HttpError
from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from clew.api.v1.idempotency import created
from clew.api.v1.ticket_shapes import TeamShape, team_shape
from clew.api.v1.tokens import TokenRequest
from clew.core.actors import Actor
from clew.people.models import Team
from clew.people.staff_queries import team_choices
from clew.routing.actions.de_escalating import de_escalate
from clew.routing.actions.escalating import checked_parts, escalate
from clew.routing.models import Escalation
from clew.routing.queries.escalations import escalation_for, escalations_of
from clew.tickets import queries

router = Router(tags=["tickets"])


EXAMPLE: JsonDict = {
    "to": "engineering",
    "team": "delivery",
    "note": "**Why**: exports stop halfway. **Steps taken**: read the logs."
    " **Observations**: I see the same.",
}


class EscalationGiven(Schema):
    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})

    to: str | None = Field("", description="support or engineering")
    team: str | int | None = Field("", description="The slug of a team, or its id")
    note: str | None = Field(
        "",
        description="Internal Markdown: why, what was investigated, what was observed. Required.",
    )
    reason: str | None = Field("", description="Why, in one line; else it is taken from the note")


class EscalationShape(Schema):
    id: int
    ticket: int
    state: str = Field(description="open or ended")
    to: str
    team: TeamShape | None = Field(description="Null when the team is gone")
    previous_team: TeamShape | None = Field(description="To which it goes back")
    reason: str
    note: int | None = Field(description="Id of the internal message")
    by: str
    opened_at: datetime
    ended_at: datetime | None
    ended_by: str
    outcome: str
    words: str

    @classmethod
    def of(cls, found: Escalation) -> "EscalationShape":
        return cls(
            id=found.pk,
            ticket=found.ticket.number,
            state=found.state,
            to=found.to,
            team=team_shape(found.team),
            previous_team=team_shape(found.previous_team),
            reason=found.reason,
            note=found.note_id,
            by=found.by_name,
            opened_at=found.opened_at,
            ended_at=found.ended_at,
            ended_by=found.ended_by_name,
            outcome=found.outcome,
            words=found.outcome_words,
        )


class EscalationList(Schema):
    items: list[EscalationShape]
    next_cursor: str | None = None


@router.get("/tickets/{int:number}/escalations", response=EscalationList)
def list_escalations(request: TokenRequest, number: int) -> EscalationList:
    """Newest first; at most the first of them is open."""
    ticket = queries.ticket_for(request.auth, number)
    found = escalations_of(request.auth, ticket)
    return EscalationList(items=[EscalationShape.of(each) for each in found])


@router.post("/tickets/{int:number}/escalations", response={201: EscalationShape})
@created
def add_escalation(request: TokenRequest, number: int, given: EscalationGiven) -> EscalationShape:
    """400 without a target, a team or a note; 409 while the ticket is escalated already."""
    ticket = queries.ticket_for(request.auth, number)
    team, to, note = _team(given.team), given.to or "", given.note or ""
    try:
        checked_parts(to=to, team=team, note=note)
    except ValidationError as error:
        raise HttpError(400, " ".join(error.messages)) from None
    made = escalate(
        ticket=ticket,
        to=to,
        team=team,
        note=note,
        reason=given.reason or "",
        by=Actor.token(request.auth),
    )
    return EscalationShape.of(made)


@router.delete("/tickets/{int:number}/escalations", response=EscalationShape)
def end_escalation(
    request: TokenRequest, number: int, outcome: str = "", words: str = ""
) -> EscalationShape:
    """De-escalates: the ticket goes back to the team that had it."""
    ticket = queries.ticket_for(request.auth, number)
    by = Actor.token(request.auth)
    return EscalationShape.of(de_escalate(ticket=ticket, by=by, outcome=outcome, words=words))


@router.delete("/tickets/{int:number}/escalations/{int:escalation_id}", response=EscalationShape)
def end_one_escalation(
    request: TokenRequest, number: int, escalation_id: int, outcome: str = "", words: str = ""
) -> EscalationShape:
    """As without the id, and one that has ended stays as it is."""
    found = escalation_for(request.auth, number, escalation_id)
    if not found.is_open:
        return EscalationShape.of(found)
    return end_escalation(request, number, outcome, words)


def _team(given: str | int | None) -> Team | None:
    """Raises HttpError for one that does not exist; None when none was given."""
    text = "" if given is None else str(given).strip()
    if not text:
        return None
    found = team_choices().filter(slug=text).first()
    if found is None and text.isdecimal() and len(text) < len(str(2**31)):
        found = team_choices().filter(pk=int(text)).first()
    if found is None:
        raise HttpError(400, f"There is no team “{text}”.")
    return found
