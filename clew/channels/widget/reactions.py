"""What the widget does when other domains record a fact. Each is safe to run twice."""

import uuid

from clew.channels.widget.actions import show_follow_up
from clew.core.facts import Recorded, reaction
from clew.tickets.facts import TicketsLinked

FOLLOW_UP_OF = "follow_up_of"


@reaction(TicketsLinked)
def a_follow_up_is_read_where_the_first_ticket_was(recorded: Recorded) -> None:
    """Customers' own follow-ups are theirs already, by what they wrote."""
    fact: TicketsLinked = recorded.fact
    if fact.word == FOLLOW_UP_OF and recorded.by.kind == "staff":
        show_follow_up(number=fact.number, earlier=fact.other, nonce=uuid.UUID(str(recorded.uuid)))
