"""Tickets come to their areas when they are opened, and follow them when these are changed."""

from clew.core.actors import Actor
from clew.core.facts import Recorded, reaction, reaction_together
from clew.core.models import FactRecord
from clew.routing.actions.classifying import Opened, classify_opened, follow_area
from clew.routing.models import How
from clew.tickets.facts import PropertyChanged, TicketOpened
from clew.tickets.models import Ticket
from clew.tickets.queries import ticket_numbered, tickets_numbered

BY_ACTOR = {"staff": How.PERSON, "token": How.API, "customer": How.FORM, "system": How.RULE}
BY_CHANNEL = {"slack": How.SLACK, "widget": How.FORM}


def _of_area(row: FactRecord, _batched: bool) -> bool:
    return bool(row.payload["field"] == "area")


@reaction_together(TicketOpened)
def classify_new_tickets(told: list[Recorded]) -> None:
    tickets = tickets_numbered([each.fact.number for each in told])
    classify_opened(
        _opened(each, tickets[each.fact.number]) for each in told if each.fact.number in tickets
    )


def _opened(recorded: Recorded, ticket: Ticket) -> Opened:
    if recorded.by.kind == "customer":
        return Opened(ticket, BY_CHANNEL.get(recorded.fact.channel, How.FORM), at=recorded.at)
    return Opened(ticket, _how(recorded.by), recorded.by, recorded.at)


@reaction(PropertyChanged, when=_of_area)
def team_and_label_follow_the_area(recorded: Recorded) -> None:
    ticket = ticket_numbered(recorded.fact.number)
    if ticket is not None:
        follow_area(ticket=ticket, how=_how(recorded.by), by=recorded.by)


def _how(by: Actor) -> How:
    return BY_ACTOR.get(by.kind, How.RULE)
