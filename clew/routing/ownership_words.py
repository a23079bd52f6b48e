"""How a ticket's history tells of its area."""

from clew.routing.models import How
from clew.routing.ownership_facts import TicketClassified
from clew.tickets.history import WORDS


def _classified(fact: TicketClassified, _by: str) -> str:
    """What a person chose the history tells already."""
    if fact.how in {How.PERSON, How.RULE, How.API} or not fact.area:
        return ""
    return f"Set product area to {fact.area}: {fact.reason}"


WORDS[TicketClassified] = _classified
