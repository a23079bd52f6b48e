"""Mails as if they had been read: filed without a parser, a server or DNS."""

import itertools
from datetime import timedelta

from clew.channels.email.intake.processing import _file
from clew.channels.email.intake.understanding import Understood
from clew.channels.email.machines.nature import Nature
from clew.channels.email.machines.telling import tell_due
from clew.channels.email.models import InboundMail
from clew.channels.email.parsing.parsed import Address, Parsed
from clew.channels.email.parsing.words import html_of_text
from clew.channels.email.trust.verdict import Verdict
from clew.core import clock
from clew.tickets.actions import reply
from tests import cast

OURS = "help@clew.example"
ADA, BO, EVE = "ada@heron.example", "bo@heron.example", "eve@magpie.example"
PROVEN, UNKNOWN, DISPROVEN = Verdict(result="pass"), Verdict(), Verdict(result="fail")
numbers = itertools.count(1)


def names(*addresses):
    return [Address("", each) for each in addresses]


def parsed(text="It stops after the first page.", sender=ADA, **fields):
    name = sender.partition("@")[0].capitalize() if sender else ""
    given = {
        "message_id": f"m{next(numbers)}@post.example",
        "from_": Address(name, sender),
        "to": names(OURS),
        "subject": "Export stops",
        "text": text,
        "reply_text": text,
        "reply_html": html_of_text(text),
        "html": html_of_text(text),
    }
    return Parsed(**(given | fields))


def post(
    mail=None,
    *,
    verdict=PROVEN,
    nature=None,
    after=None,
    recovered=False,
    as_sender="",
    envelope_to=(),
    mailbox=None,
    **fields,
):
    """Store and file one mail; returns its row. ``after`` is how long from now it arrives."""
    row = InboundMail.objects.create(
        source="api",
        raw=b"Subject: x\r\n\r\nx",
        size=15,
        digest="0" * 64,
        envelope_to=list(envelope_to),
        mailbox=mailbox,
        received_at=clock.now() + (after or timedelta()),
    )
    mail = mail or parsed(**fields)
    return refile(row, mail, verdict, nature, recovered=recovered, as_sender=as_sender)


def refile(row, mail, verdict=PROVEN, nature=None, *, recovered=False, as_sender=""):
    understood = Understood(bytes(row.raw), mail, verdict, nature or Nature())
    _file(row, understood, recovered=recovered, as_sender=as_sender)
    tell_due()
    row.refresh_from_db()
    return row


def answered(row, body="Try again, please."):
    """Maya replies; returns the outbox row of the requester's copy."""
    row.ticket.refresh_from_db()
    message = reply(ticket=row.ticket, staff=cast.staff(), body=body)
    return message.deliveries.get(address__iexact=row.ticket.reply_address)


def heard(ticket):
    """What customers said on it, oldest first."""
    return list(ticket.messages.filter(author_kind="customer").values_list("body", flat=True))
