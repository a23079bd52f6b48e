"""A customer asks: the ticket and its first message."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from clew.core import clock, facts
from clew.core.actors import Actor
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
from clew.tickets.originals import Original, keep_original
from clew.tickets.rendering import plain_text, shortened
from clew.tickets.validation import checked_body, checked_choice, one_line, storable

SUBJECT_FROM_BODY = 80  # characters: a line of the list
LOCKED = "SELECT merged_into_id FROM people_person WHERE id = %s FOR NO KEY UPDATE"


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
    with transaction.atomic(), facts.batched(few=True):
        person, ticket.number = _living(requester), next_number()
        ticket.requester = person
        ticket.account = account or account_of(person)
        ticket.reply_address = address_at_first(person, reply_address)
        if first is not None:
            message = first(ticket, body)
        else:
            message = customer_message(
                ticket, person=person, body=body, channel=channel, at=at, arriving=arriving
            )
        counted(ticket, message)
        ticket.save(force_insert=True)
        note_tags(ticket.tags, by=by, at=at)
        _record_opening(ticket, distinct_id, by=by)
        store(message, attachments=attachments, by=by)
        record_posting(ticket, message, by=by, opens=True)
        keep_original(message, original)
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
    """The customers' number; from a sequence, so that opening never waits for another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('tickets_number')")
        return int(cursor.fetchone()[0])


def _living(person: Person) -> Person:
    """Locked, so that a merge that comes now finds this ticket, and one before is seen here."""
    [(into,)] = answers(LOCKED, [person.pk])
    return person if into is None else Person.objects.get(pk=into)


def _subject(subject: str, body: str) -> str:
    """One line; without one, the first words of the body."""
    if line := one_line(subject):
        return line[:300]
    return shortened(plain_text(checked_body(body)), SUBJECT_FROM_BODY) or "No subject"
