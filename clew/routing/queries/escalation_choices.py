"""What the panel proposes: a team for either target and why, and what will be promised then."""

from dataclasses import dataclass, replace

from clew.people.models import Staff, Team
from clew.people.staff_queries import team_choices
from clew.routing.escalation_options import CUSTOMER_MACRO
from clew.routing.models import EscalatedTo
from clew.routing.ownership_options import SUPPORT_TEAM
from clew.routing.queries.escalation_promise import promises_if_escalated
from clew.routing.queries.ownership import owner_of
from clew.tickets.models import Macro, Ticket
from clew.tickets.queries.macros import macros_for

NO_OWNER = "No team owns “{area}” yet: choose who should look at it"
NO_AREA = "The ticket has no product area: choose who should look at it"


@dataclass(frozen=True)
class Proposal:
    """``why`` the team is proposed, or why none is."""

    to: str
    label: str
    team: Team | None
    why: str
    promise: str = ""


def proposals(ticket: Ticket) -> list[Proposal]:
    found = [_engineering(ticket), _support(ticket)]
    said = promises_if_escalated(ticket, [each.to for each in found])
    return [replace(each, promise=said[each.to]) for each in found]


def _engineering(ticket: Ticket) -> Proposal:
    owner = owner_of(ticket.area).team
    if owner is not None:
        why = f"Owns “{ticket.area}”"
    else:
        why = NO_OWNER.format(area=ticket.area) if ticket.area else NO_AREA
    return Proposal(EscalatedTo.ENGINEERING, "Engineering", owner, why)


def _support(ticket: Ticket) -> Proposal:
    """The queue it is in, unless that is another team's."""
    named = SUPPORT_TEAM.value()
    support = next((team for team in team_choices() if named and team.name == named), None)
    if support is not None:
        return Proposal(EscalatedTo.SUPPORT, "Support", support, "Stays in the support queue")
    why = "The team that has it" if ticket.team else "Choose the team that should look at it"
    return Proposal(EscalatedTo.SUPPORT, "Support", ticket.team, why)


def customer_macro(reader: Staff) -> Macro | None:
    """The one whose words tell a customer of an escalation, if they may use it."""
    name = CUSTOMER_MACRO.value()
    return macros_for(reader).filter(name=name).first() if name else None
