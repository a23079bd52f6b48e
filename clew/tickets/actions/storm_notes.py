"""One internal note that says how many mails alike were not put on the ticket, kept up to date."""

from datetime import datetime

from django.db import transaction

from clew.core import live
from clew.core.actors import SYSTEM
from clew.tickets.actions.messages import post
from clew.tickets.models import AuthorKind, Message, Ticket
from clew.tickets.rendering import html_of

MARK = "storm"  # in Message.mail: the key of the storm
FEW = 20  # each of so many is shown at once; of more every tenth is


def keep_storm_note(ticket: Ticket, *, key: str, words: str, at: datetime) -> None:
    """One statement when the note is there. It is nobody's message, so nothing follows from it."""
    notes = Message.objects.filter(ticket=ticket, mail__contains={MARK: key}, deleted_at=None)
    if notes.update(body=words, body_html=html_of(words), edited_at=None):
        _show(ticket, words)
    else:
        _write(ticket, key, words, at)


@transaction.atomic
def _write(ticket: Ticket, key: str, words: str, at: datetime) -> None:
    ticket.refresh_from_db(from_queryset=Ticket.objects.select_for_update())
    message = Message(
        ticket=ticket,
        public=False,
        author_kind=AuthorKind.SYSTEM,
        author_name=SYSTEM.name,
        body=words,
        mail={MARK: key},
        channel=ticket.channel,
        created_at=at,
    )
    post(ticket, message, attachments=(), by=SYSTEM)


def _show(ticket: Ticket, words: str) -> None:
    number = "".join(each for each in words.partition(" ")[0] if each.isdecimal())
    if int(number or 0) <= FEW or number.endswith("0"):
        live.publish([f"ticket/{ticket.number}"])
