"""The priority by hand, and back to what the policy says."""

from clew.core import facts
from clew.core.actors import Actor
from clew.routing.facts import PriorityFollowsPolicy
from clew.routing.queries.standings import is_set_by_hand
from clew.tickets.actions import set_property
from clew.tickets.actions.changing import changing, refuse_light_agents
from clew.tickets.models import Ticket


def set_priority(*, ticket: Ticket, priority: str, by: Actor) -> bool:
    """ "" leaves it to the policy. Returns whether it changed anything; what it is then is worked
    out by ``refresh_targets``.
    """
    if priority:
        return set_property(ticket=ticket, field="priority", value=priority, by=by)
    refuse_light_agents(by)
    with changing(ticket) as moment:
        if not is_set_by_hand(ticket):
            return False
        facts.record(PriorityFollowsPolicy(number=ticket.number), by=by, at=moment)
        return True
