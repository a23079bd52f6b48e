"""Every fact of a ticket that an endpoint wants to hear of becomes a row of the outbox."""

from clew.core.facts import Recorded, reaction
from clew.integrations.webhooks import outbox, queries
from clew.routing.automations.reaching_out import offer_endpoints


@reaction(when=outbox.is_wanted)
def webhooks_hear_of_it(recorded: Recorded) -> None:
    outbox.queue(recorded)


offer_endpoints(queries.choices)
