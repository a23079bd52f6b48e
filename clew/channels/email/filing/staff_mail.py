"""What one of us writes by mail on a ticket: a reply to the customer, or a note.

Only of proven staff, and only on tickets that they may read.
"""

import re

from clew.channels.email.filing.filed import Filed
from clew.channels.email.filing.letter import Letter
from clew.channels.email.filing.threading import SURE, Found
from clew.channels.email.filing.writing import Written, write
from clew.channels.email.marks import Marks
from clew.channels.email.vocabulary import Outcome
from clew.people.models import Staff
from clew.tickets.actions import add_note, reply
from clew.tickets.actions.by_mail import note_origin
from clew.tickets.models import Message, Status, Ticket
from clew.tickets.queries import tickets_readable_by

NOTE_LINE = re.compile(r"\A\s*#note[ \t]*:?[ \t]*(?:\n|\Z)", re.IGNORECASE)
COMMAND = re.compile(r"\A\s*#([a-z]{2,20})[ \t]*(?:\n|\Z)", re.IGNORECASE)
LIGHT = "Light agents write internal notes only. Begin the mail with a line that says #note."
CLOSED = "#{number} is closed. Open a follow-up of it in Clew."
UNKNOWN = "“#{word}” is no command that Clew takes by mail. The only one is #note."
HIDDEN = "There is no ticket #{number} that {name} may read."


def file_of_staff(letter: Letter, staff: Staff, found: Found) -> Filed:
    """Suspended with words when they may not; what is recovered becomes a note at most."""
    ticket = found.ticket.merged_into or found.ticket
    says_note = bool(NOTE_LINE.match(letter.parsed.reply_text))
    is_note = found.how not in SURE or says_note or letter.is_automatic
    if reason := _why_not(letter, staff, ticket, is_note=is_note):
        if not letter.recovered or not _reads(staff, ticket):
            return Filed(Outcome.QUARANTINED, "staff_may_not", reason, ticket=ticket)
        is_note = True
    written = write(letter, also=Marks(by_mail=True))
    message = _note(ticket, staff, written) if is_note else _reply(ticket, staff, written)
    note_origin(message=message, mail=written.marks, original=letter.original)
    return Filed(Outcome.REPLY, ticket=message.ticket, message=message)


def _why_not(letter: Letter, staff: Staff, ticket: Ticket, *, is_note: bool) -> str:
    if not _reads(staff, ticket):
        return HIDDEN.format(number=ticket.number, name=staff)
    if ticket.status == Status.CLOSED:
        return CLOSED.format(number=ticket.number)
    if is_note:
        return ""
    if not staff.can_reply_publicly:
        return LIGHT
    command = COMMAND.match(letter.parsed.reply_text)
    return UNKNOWN.format(word=command[1].lower()) if command else ""


def _reads(staff: Staff, ticket: Ticket) -> bool:
    return tickets_readable_by(staff).filter(pk=ticket.pk).exists()


def _note(ticket: Ticket, staff: Staff, written: Written) -> Message:
    body = NOTE_LINE.sub("", written.body, count=1).strip() or written.body
    return add_note(ticket=ticket, staff=staff, body=body, attachments=written.files)


def _reply(ticket: Ticket, staff: Staff, written: Written) -> Message:
    """Their words go to the customer as Markdown, as if they were written in Clew."""
    return reply(ticket=ticket, staff=staff, body=written.body, attachments=written.files)
