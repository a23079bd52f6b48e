"""A new ticket of a mail: of who wrote it, or of the customer whose mail one of us forwards."""

from dataclasses import replace
from typing import Any

import msgspec
from django.db.models import QuerySet

from clew.channels.email.filing.filed import Filed
from clew.channels.email.filing.following import add_followers, may_bring_others
from clew.channels.email.filing.forwards import Forward
from clew.channels.email.filing.letter import Letter
from clew.channels.email.filing.requester import Who, answers_go_to, who_is, who_writes
from clew.channels.email.filing.writing import Written, write
from clew.channels.email.machines.acknowledging import is_answerable
from clew.channels.email.marks import Marks
from clew.channels.email.vocabulary import Outcome
from clew.core.actors import SYSTEM, Actor
from clew.core.kept import Given, kept
from clew.people.models import Staff
from clew.people.queries import default_environment
from clew.tickets.actions import add_note, link_tickets, open_ticket, set_team
from clew.tickets.models import LinkKind, Message, Ticket

FORWARDED = "Forwarded from {name} by mail."


def open_for(letter: Letter, related: Ticket | None = None) -> Filed:
    environment = related.environment if related else default_environment()
    who = who_writes(letter, environment)
    answers, problem = answers_go_to(letter)
    written = write(letter, problems=[problem] if problem else [])
    if who.claims_customer:
        written.marks["claims_customer"] = True
    ticket = _opened(letter, who, written, subject=letter.subject, answers=answers)
    if related is not None:
        link_tickets(
            ticket=ticket,
            other=related.merged_into or related,
            kind=LinkKind.RELATED,
            by=SYSTEM,
            at=letter.at,
        )
    filed = _filed(ticket)
    if filed.message and may_bring_others(letter, None):
        add_followers(letter, filed.message)
    return replace(filed, acknowledges=_is_to_be_told(letter))


def _is_to_be_told(letter: Letter) -> bool:
    """That it arrived. It is said later: whoever writes next does not wait for it."""
    if letter.recovered or letter.mail.is_backlog:
        return False
    return is_answerable(letter.parsed, letter.verdict, letter.nature)


def open_forwarded(letter: Letter, staff: Staff, forward: Forward) -> Filed:
    """The customer's, and not proven to be: they are not told that we have it."""
    environment = default_environment()
    original = forward.mail.from_
    who = who_is(original.address, original.name, environment, is_proven=False)
    said = msgspec.structs.replace(forward.mail, to=letter.parsed.to, cc=[])
    written = write(letter, said, also=Marks(forwarded_by=str(staff), address=original.address))
    subject = forward.mail.subject or letter.subject
    ticket = _opened(letter, who, written, subject=subject, answers=original.address)
    note = FORWARDED.format(name=staff)
    body = f"{note}\n\n{forward.above}" if forward.above else note
    add_note(ticket=ticket, staff=staff, body=body, created_at=letter.at)
    return _filed(ticket)


def _opened(letter: Letter, who: Who, written: Written, *, subject: str, answers: str) -> Ticket:
    written.marks.pop("auto", None)  # what opens a ticket waits for somebody, whoever sent it
    ticket = open_ticket(
        environment=who.person.environment,
        subject=subject,
        body=written.body,
        requester=who.person,
        channel="email",
        by=Actor.customer(who.person),
        context=_context(letter, who),
        verified=who.is_proven,
        attachments=written.files,
        created_at=letter.at,
        reply_address=answers,
        original=letter.original,
        arriving=written.arriving(who),
    )
    team = letter.our_address.team if letter.our_address else None
    if team is None and letter.mail.mailbox is not None:
        team = letter.mail.mailbox.team
    if team is not None:
        set_team(ticket=ticket, team=team, by=SYSTEM, at=letter.at)
    return ticket


def _context(letter: Letter, who: Who) -> dict[str, Any]:
    known = {
        "mail_to": letter.came_to,
        "contact_name": who.name,
        "contact_email": who.address,
    }
    return {key: value for key, value in known.items() if value}


def _filed(ticket: Ticket) -> Filed:
    [message] = kept("first message", _first).rows(ticket=ticket.pk)
    message.ticket = ticket
    return Filed(Outcome.TICKET, ticket=ticket, message=message)


def _first() -> QuerySet[Message]:
    return Message.objects.filter(ticket=Given("ticket", Ticket._meta.pk)).order_by("pk")[:1]
