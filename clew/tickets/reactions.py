"""What tickets do when other domains record a fact. Each is safe to run twice."""

from uuid import UUID

from clew.core.facts import Recorded, reaction, reaction_together
from clew.core.models import FactRecord
from clew.people.facts import PersonsMerged
from clew.people.models import Person
from clew.tickets import (  # register what they have
    following_accounts,  # noqa: F401
    health_parts,  # noqa: F401
    notifying,  # noqa: F401
    telling_of_bounces,  # noqa: F401
)
from clew.tickets.actions.deliveries import send_soon
from clew.tickets.actions.merging import move_tickets
from clew.tickets.facts import MessagePosted
from clew.tickets.models import Delivery, DeliveryState
from clew.tickets.outbox import outbox
from clew.tickets.queries import health_column  # noqa: F401  registers a column


def _may_have_deliveries(row: FactRecord, _batched: bool) -> bool:
    return bool(row.payload["public"]) and row.payload["author_kind"] in {"staff", "system"}


@reaction_together(MessagePosted, when=_may_have_deliveries)
def send_what_was_written(recorded: list[Recorded]) -> None:
    """Together; by a job, when this is said where nothing sends."""
    if outbox.wake():
        return
    written = [each.fact.message_id for each in recorded]
    if Delivery.objects.filter(message__in=written, state=DeliveryState.WAITING).exists():
        send_soon()


@reaction(PersonsMerged)
def tickets_follow_the_survivor(recorded: Recorded) -> None:
    """To whoever is living now: reactions to a chain of merges may run in any order."""
    fact: PersonsMerged = recorded.fact
    for absorbed, survivor in fact.pairs:
        move_tickets(from_person=UUID(absorbed), to_person=_living(UUID(survivor)))


def _living(person_id: UUID) -> UUID:
    seen = {person_id}
    while True:
        after = Person.objects.values_list("merged_into_id", flat=True).get(pk=person_id)
        if after is None or after in seen:
            return person_id
        seen.add(after)
        person_id = after
