"""A customer asks: the ticket and its first message."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from clew.core import clock, facts
from clew.core.actors import Actor
from clew.core.inserting import next_key
from clew.core.kept import answers
from clew.people.models import Environment, Group, Person
from clew.people.queries import account_of
from clew.tickets.actions.addresses import address_at_first
from clew.tickets.actions.fields import checked_fields
from clew.tickets.actions.messages import counted, customer_message, record_posting, store
from clew.tickets.actions.tags import clean_tags, note_tags
from clew.tickets.arriving import PLAIN, Arriving
from clew.tickets.facts import TicketOpened
from clew.tickets.models import Attachment, Kind, Message, Severity, Status, Ticket
from clew.tickets.originals import Original, original_rows
from clew.tickets.rendering import plain_text, shortened
from clew.tickets.validation import checked_body, checked_choice, one_line, storable

NUMBER = "nextval('tickets_number')"  # the customers' number
SUBJECT_FROM_BODY = 80  # characters: a line of the list
# One statement. Keys are of sequences, so that opening never waits for another.
LOCKED = f"""
WITH person AS (SELECT id, merged_into_id FROM people_person WHERE id = %s FOR NO KEY UPDATE)
SELECT {NUMBER}, {next_key(Ticket)}, {next_key(Message)}, merged_into_id,
    EXISTS (SELECT FROM people_membership WHERE person_id = person.id)
FROM person
"""  # noqa: S608  its parts are ours


def open_ticket(
    *,
    environment: Environment,
    subject: str,
    body: str,
    requester: Person,
    channel: str,
    by: Actor,
    kind: str = Kind.SUPPORT,
    area: str = "",
    severity: str = Severity.MEDIUM,
    tags: Sequence[str] = (),
    context: Mapping[str, Any] | None = None,
    verified: bool = False,
    attachments: Sequence[Attachment] = (),
    created_at: datetime | None = None,
    distinct_id: str = "",
    account: Group | None = None,
    reply_address: str = "",
    original: Original | None = None,
    fields: Mapping[str, Any] | None = None,
    first: Callable[[Ticket, str], Message] | None = None,
    arriving: Arriving = PLAIN,
) -> Ticket:
    """The first message is the customer's, public. Raises ValidationError for what cannot be.

    ``created_at`` backdates an import. ``account`` is found from the requester when not given.
    ``reply_address`` is what whoever asks gave; without one, what the requester is known by now.
    ``first`` makes the first message of the body, when somebody else begins.
    """
    at = created_at or clock.now()
    ticket = Ticket(
        environment=environment,
        subject=_subject(subject, body),
        kind=checked_choice("kind", kind, Kind),
        severity=checked_choice("severity", severity, Severity),
        status=Status.NEW,
        area=one_line(area)[:80],
        channel=channel,
        verified=verified,
        tags=clean_tags(tags),
        fields=checked_fields(fields or {}, area=area),
        context=storable(dict(context or {})),
        created_at=at,
        updated_at=at,
    )
    # No savepoint: nobody goes on in a transaction in which a ticket could not be opened.
    with transaction.atomic(savepoint=False), facts.batched(few=True):
        known = _locked(requester)
        ticket.pk, ticket.number, person = known.ticket, known.number, known.person
        ticket.requester = person
        ticket.account = account or known.account
        ticket.reply_address = address_at_first(person, reply_address)
        if first is not None:
            message = first(ticket, body)
        else:
            message = customer_message(
                ticket, person=person, body=body, channel=channel, at=at, arriving=arriving
            )
        message.pk, ticket.first_message = known.message, message
        counted(ticket, message)
        _record_opening(ticket, distinct_id, by=by)
        beside = [ticket, *original_rows(message, original)]
        store(message, attachments=attachments, by=by, beside=beside)
        record_posting(ticket, message, by=by, opens=True)
        note_tags(ticket.tags, by=by, at=at)
    return ticket


def _record_opening(ticket: Ticket, distinct_id: str, *, by: Actor) -> None:
    fact = TicketOpened(
        number=ticket.number,
        environment_id=ticket.environment_id,
        channel=ticket.channel,
        person_id=str(ticket.requester_id),
        distinct_id=distinct_id,
    )
    facts.record(fact, by=by, at=ticket.created_at)


def next_number() -> int:
    [(number,)] = answers(f"SELECT {NUMBER}", ())
    return int(number)


@dataclass(frozen=True)
class Known:
    """Who asks, living and with the account; and the keys of what is written."""

    number: int
    ticket: int
    message: int
    person: Person
    account: Group | None


def _locked(person: Person) -> Known:
    """Locked, so that a merge that comes now finds this ticket, and one before is seen here."""
    [(number, ticket, message, into, is_member)] = answers(LOCKED, [person.pk])
    if into is not None:
        person, is_member = Person.objects.get(pk=into), True
    account = account_of(person) if is_member else None
    return Known(number, ticket, message, person, account)


def _subject(subject: str, body: str) -> str:
    """One line; without one, the first words of the body."""
    if line := one_line(subject):
        return line[:300]
    return shortened(plain_text(checked_body(body)), SUBJECT_FROM_BODY) or "No subject"
