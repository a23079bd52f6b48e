"""A ticket's customer is diagnosed by itself when it opens, and anew when they become another."""

from uuid import UUID

from django.db.models import Q

from clew.analytics.diagnosis import actions, queries
from clew.analytics.models import Diagnosis
from clew.core.actors import Actor
from clew.core.facts import Recorded, reaction, reaction_together
from clew.people.actions.allowed import refuse_light_agents
from clew.people.facts import PersonsMerged
from clew.tickets.facts import TicketOpened
from clew.tickets.models import Ticket
from clew.tickets.models.tickets import UNSOLVED

ANEW = 20  # unsolved tickets of somebody merged, the latest


@reaction_together(TicketOpened)
def diagnose_the_customers(recorded: list[Recorded]) -> None:
    numbers = [each.fact.number for each in recorded]
    asked = queries.diagnosed(numbers)
    tickets = Ticket.objects.filter(number__in=numbers).exclude(number__in=asked)
    actions.ask_for_new(_question(ticket) for ticket in tickets.select_related("requester"))


@reaction(PersonsMerged)
def diagnose_the_survivor(recorded: Recorded) -> None:
    """Their open tickets, whether they have followed already or will in a moment."""
    fact: PersonsMerged = recorded.fact
    people = [UUID(each) for pair in fact.pairs for each in pair]
    theirs = Q(requester__in=people) | Q(requester__absorbed__in=people)
    found = Ticket.objects.filter(theirs, status__in=UNSOLVED).distinct().order_by("-created_at")
    for ticket in found.select_related("requester")[:ANEW]:
        ask_for(ticket)


def look_again(*, ticket: Ticket, by: Actor) -> Diagnosis:
    refuse_light_agents(by, "have customers diagnosed")
    return ask_for(ticket)


def diagnosis_of(ticket: Ticket) -> Diagnosis:
    """Asked for now where it never was, or was about somebody else, or nobody answered."""
    found = queries.diagnosis_of_ticket(ticket.number)
    if found is None or _is_of_another(found, ticket) or actions.is_stuck(found):
        return ask_for(ticket)
    return found


def lines_for(ticket: Ticket) -> list[str]:
    """The troubles found so far, for a note: one line each, worst first."""
    found = queries.diagnosis_of_ticket(ticket.number)
    return queries.in_lines(found) if found else []


def ask_for(ticket: Ticket) -> Diagnosis:
    return actions.ask(_question(ticket))


def _question(ticket: Ticket) -> actions.Question:
    return actions.Question(
        ticket=ticket.number,
        environment_id=ticket.environment_id,
        person_id=ticket.requester.merged_into_id or ticket.requester_id,
        group_id=ticket.account_id,
        about_at=ticket.created_at,
    )


def _is_of_another(found: Diagnosis, ticket: Ticket) -> bool:
    return found.person_id != ticket.requester_id or found.group_id != ticket.account_id
