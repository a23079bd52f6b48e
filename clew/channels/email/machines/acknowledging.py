"""Saying once that a mail arrived, and what first reply can be expected.

Whoever did not prove who they are may be somebody else's victim: they read their ticket's number,
and nothing of any customer.
"""

import re
from datetime import timedelta

from clew.channels.email.channel import requester_address
from clew.channels.email.machines.budget import may_send_automatic
from clew.channels.email.machines.headers import is_unread
from clew.channels.email.machines.nature import Nature
from clew.channels.email.models import InboundMail, MailAddress
from clew.channels.email.options import ACKNOWLEDGE, ACKNOWLEDGEMENT
from clew.channels.email.parsing.parsed import Parsed
from clew.channels.email.trust.verdict import Verdict
from clew.core import clock
from clew.core.callers import Allowance, Limiter
from clew.core.options import stored, value_of
from clew.routing.actions.refreshing import refresh_targets
from clew.routing.queries.first_reply import first_reply_words
from clew.tickets.actions.acknowledging import acknowledge_to_customer
from clew.tickets.models import Message, Ticket

OLD = timedelta(days=1)  # what came earlier has been waiting too long to say that it arrived
EXPECT = "You can expect our first reply within {words}."
NO_TARGET = "We read every message, and cannot promise when we answer this one."
ODD_NAME = re.compile(r"[^\w\s.,'\u2019\-]|\w[.]\w{2,}|_{2,}|\n")
MAX_NAME = 60  # characters
# Whom nothing proves, all together: a wave of forged mail must not become one of ours.
STRANGERS = Limiter(Allowance(burst=1000, per_minute=20))


def acknowledge(
    ticket: Ticket,
    parsed: Parsed,
    verdict: Verdict,
    nature: Nature,
    address: MailAddress | None,
) -> Message | None:
    """On a ticket that this mail has just opened; None when nothing is to be said."""
    values = stored([ACKNOWLEDGE.key, ACKNOWLEDGEMENT.key])
    if not value_of(ACKNOWLEDGE, values) or (address is not None and not address.acknowledges):
        return None
    if not is_answerable(parsed, verdict, nature) or not _is_news(ticket):
        return None
    to = requester_address(ticket)
    is_elsewhere = to.lower() != parsed.from_.address.lower()
    if is_elsewhere and not verdict.is_proven:  # it would be sent to whomever they name
        return None
    if not may_send_automatic(to, ticket):
        return None
    if not verdict.is_proven and STRANGERS.seconds_to_wait("all"):
        return None
    text = value_of(ACKNOWLEDGEMENT, values) or ACKNOWLEDGEMENT.default
    body = _filled(text, ticket, parsed, is_proven=verdict.is_proven)
    return acknowledge_to_customer(ticket, body, at=clock.now())


def is_answerable(parsed: Parsed, verdict: Verdict, nature: Nature) -> bool:
    """As far as the mail itself says."""
    by_person = not (nature.auto or nature.bounce or nature.is_own)
    named = [parsed.from_, *parsed.reply_to]
    return by_person and verdict.result != "fail" and not any(is_unread(e.address) for e in named)


def _is_news(ticket: Ticket) -> bool:
    """Not what was imported, or forwarded by one of us."""
    if ticket.created_at < clock.now() - OLD:
        return False
    marks = ticket.messages.order_by("created_at", "id").values_list("mail", flat=True).first()
    marks = marks or {}
    if marks.get("forwarded_by") or marks.get("by_mail"):
        return False
    inbound = marks.get("inbound")
    return not (inbound and InboundMail.objects.filter(pk=inbound, is_backlog=True).exists())


def _filled(text: str, ticket: Ticket, parsed: Parsed, *, is_proven: bool) -> str:
    name, target = "there", ""
    if is_proven:
        name = _name(parsed.from_.name or ticket.requester.name) or "there"
        target = _target(ticket) if "{target}" in text else ""
    filled = text.replace("{number}", str(ticket.number)).replace("{target}", target)
    lines = (line.rstrip() for line in filled.replace("{name}", name).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _target(ticket: Ticket) -> str:
    """Derived now, unless the reaction that does it was quicker."""
    refresh_targets([ticket.pk])
    words = first_reply_words(ticket)
    return EXPECT.format(words=words) if words else NO_TARGET


def _name(text: str) -> str:
    name = " ".join(text.split())
    return "" if not name or ODD_NAME.search(name) or len(name) > MAX_NAME else name
