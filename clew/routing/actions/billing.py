"""Billing is brought in by one action: followers, a note, the kind. And taken back by one."""

from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from clew.core.actors import Actor
from clew.people.models import Staff
from clew.routing.billing_options import BILLING_NOTE
from clew.routing.queries.assignment import billing_specialists
from clew.tickets.actions import add_note, delete_note, follow, set_property, unfollow
from clew.tickets.actions.changing import refuse_light_agents
from clew.tickets.models import Kind, Message, Ticket
from clew.tickets.queries import ticket_for

SETTING = "No team is marked as billing. A lead does that under Settings, Assignment."


@dataclass(frozen=True)
class BillingAdded:
    """``added`` follow from now on; others of them did so before."""

    added: list[Staff]
    note: Message
    kind_before: str


@transaction.atomic
def add_billing(*, ticket: Ticket, staff: Staff, note: str, by: Actor) -> BillingAdded:
    """Raises ValidationError when the note says nothing, or nobody is billing."""
    refuse_light_agents(by, "bring in billing")
    specialists = billing_specialists()
    if not specialists:
        raise ValidationError(SETTING)
    if _blank(note):
        raise ValidationError({"note": "Say why billing is needed and what you looked into."})
    message = add_note(ticket=ticket, staff=staff, body=note, by=by)
    added = [each for each in specialists if follow(ticket=ticket, staff=each, by=by)]
    before = ticket.kind
    set_property(ticket=ticket, field="kind", value=Kind.BILLING, by=by)
    return BillingAdded(added, message, before)


@transaction.atomic
def undo_billing(
    *, ticket: Ticket, note: Message | None, added: Collection[int], kind: str, by: Actor
) -> None:
    """What was added then; the note's place stays, as for any deleted note."""
    refuse_light_agents(by, "bring in billing")
    for staff in Staff.objects.filter(pk__in=added):
        unfollow(ticket=ticket, staff=staff, by=by)
    if note is not None and not note.is_deleted:
        delete_note(ticket=ticket, message=note, by=by)
    set_property(ticket=ticket, field="kind", value=kind, by=by)


def note_of(reader: Staff, ticket: Ticket, pk: int) -> Message | None:
    """One of theirs on a ticket they read."""
    found = ticket_for(reader, ticket.number).messages.filter(pk=pk, staff=reader, public=False)
    return found.first()


def _blank(note: str) -> bool:
    """Nothing beyond the headings of the template."""

    def words(text: str) -> list[str]:
        return text.replace("\x00", "").split()

    return not words(note) or words(note) == words(BILLING_NOTE.value())
