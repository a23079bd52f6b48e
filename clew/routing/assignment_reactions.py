"""Tickets find somebody, and come back from who is away. Each is safe to run twice."""

from clew.core.facts import Recorded, reaction
from clew.core.models import FactRecord
from clew.coverage.away_facts import OutOfOfficeBegan, OutOfOfficeEnded
from clew.coverage.models import HandOver, OutOfOffice
from clew.routing.actions.assigning import assign_next
from clew.routing.actions.returning import hand_over, return_to_group, tell_what_came_back
from clew.routing.assignment_facts import AssignmentWaits
from clew.tickets.facts import MessagePosted, StatusChanged, TeamChanged
from clew.tickets.history import WORDS
from clew.tickets.models import AuthorKind, Status, Ticket
from clew.tickets.models.tickets import ACTIVE
from clew.tickets.notifying import is_news
from clew.tickets.queries import ticket_numbered

WORDS[AssignmentWaits] = lambda fact, _by: f"Assigned it to nobody yet: {fact.reason}"


def _to_a_team(row: FactRecord, _batched: bool) -> bool:
    return bool(row.payload["after"]) and is_news(row)


def _by_customer(row: FactRecord, _batched: bool) -> bool:
    """What opened the ticket is no answer."""
    told = row.payload
    is_answer = told["author_kind"] == AuthorKind.CUSTOMER and not told.get("opens")
    return is_answer and is_news(row)


def _active_again(row: FactRecord, _batched: bool) -> bool:
    return row.payload["after"] in ACTIVE and is_news(row)


@reaction(TeamChanged, when=_to_a_team)
def give_what_has_nobody(recorded: Recorded) -> None:
    if ticket := _ticket(recorded):
        assign_next(ticket)


@reaction(MessagePosted, when=_by_customer)
def return_what_the_customer_answered(recorded: Recorded) -> None:
    ticket = _ticket(recorded)
    if ticket and ticket.assignee_id and return_to_group(ticket, because="reply"):
        assign_next(ticket)


@reaction(StatusChanged, when=_active_again)
def give_what_is_active_again(recorded: Recorded) -> None:
    """What wakes up while its owner is away goes back; what has nobody finds somebody."""
    ticket = _ticket(recorded)
    if ticket is None:
        return
    if recorded.fact.before == Status.HOLD and ticket.assignee_id:
        return_to_group(ticket, because="woke")
    assign_next(ticket)


@reaction(OutOfOfficeBegan)
def hand_over_at_the_start(recorded: Recorded) -> None:
    row = _absence(recorded)
    if row and row.tickets == HandOver.AT_START:
        for ticket in hand_over(row):
            assign_next(ticket)


@reaction(OutOfOfficeEnded)
def tell_who_is_back(recorded: Recorded) -> None:
    if row := _absence(recorded):
        tell_what_came_back(row)


def _ticket(recorded: Recorded) -> Ticket | None:
    return ticket_numbered(recorded.fact.number)


def _absence(recorded: Recorded) -> OutOfOffice | None:
    found = OutOfOffice.objects.select_related("staff", "deputy")
    return found.filter(pk=recorded.fact.absence_id).first()
