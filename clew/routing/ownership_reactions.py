"""Tickets come to their areas when they are opened, and follow them when these are changed."""

from clew.core.actors import SYSTEM, Actor
from clew.core.facts import Recorded, reaction
from clew.core.models import FactRecord
from clew.routing.actions.classifying import classify_opened, follow_area
from clew.routing.models import How
from clew.tickets.facts import PropertyChanged, TicketOpened
from clew.tickets.queries import ticket_numbered

BY_ACTOR = {"staff": How.PERSON, "token": How.API, "customer": How.FORM, "system": How.RULE}
BY_CHANNEL = {"slack": How.SLACK, "widget": How.FORM}


def _of_area(row: FactRecord, _batched: bool) -> bool:
    return bool(row.payload["field"] == "area")


@reaction(TicketOpened)
def classify_new_tickets(recorded: Recorded) -> None:
    fact: TicketOpened = recorded.fact
    ticket = ticket_numbered(fact.number)
    if ticket is not None:
        is_customer = recorded.by.kind == "customer"
        how = BY_CHANNEL.get(fact.channel, How.FORM) if is_customer else _how(recorded.by)
        by = SYSTEM if is_customer else recorded.by
        classify_opened(ticket=ticket, how=how, by=by, at=recorded.at)


@reaction(PropertyChanged, when=_of_area)
def team_and_label_follow_the_area(recorded: Recorded) -> None:
    ticket = ticket_numbered(recorded.fact.number)
    if ticket is not None:
        follow_area(ticket=ticket, how=_how(recorded.by), by=recorded.by)


def _how(by: Actor) -> How:
    return BY_ACTOR.get(by.kind, How.RULE)
