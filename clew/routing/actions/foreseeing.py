"""What a ticket that was opened just now promises: for whoever is answered before the reaction
to it writes that down, for many tickets at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from clew.core import clock
from clew.routing.actions.customers import customer_fact, known_of
from clew.routing.actions.refreshing import Surroundings
from clew.routing.facts import CustomerChanged
from clew.routing.targets.history import TicketRow, told_by
from clew.routing.targets.outcome import outcome_of
from clew.routing.targets.reading import Row
from clew.routing.targets.vocabulary import Run
from clew.tickets.models import Ticket


@dataclass(frozen=True)
class Foreseen:
    priority: str
    targets: Sequence[Run]


def foreseen(ticket: Ticket) -> Foreseen:
    """Of one that a customer opened, and to which nothing else has happened."""
    around = Surroundings.at(clock.now())
    known = known_of([ticket.pk], around.named, around.without_account)[ticket.pk]
    fact = customer_fact(ticket.number, orjson.loads(known.customer), None)
    customer = Row(ticket.created_at, 0, CustomerChanged.name, "system/", vars(fact))
    begun = TicketRow(*(getattr(ticket, name) for name in TicketRow._fields))
    told = told_by(begun, [customer], around.versions)
    ledger = outcome_of(told, ticket.status, ticket.last_message_by, around.world).ledger
    return Foreseen(ledger.priority or ticket.priority, ledger.runs)
