"""Many mails alike in a short time: one ticket and a number on it, and every mail kept.

A monitor that fails each second, or a helpdesk that answers our helpdesk, must not bury the queue.
"""

import hashlib
import re
from datetime import datetime, timedelta

from django.db.models import F

from clew.channels.email import addressing
from clew.channels.email.machines.nature import Nature
from clew.channels.email.models import InboundMail, Storm
from clew.channels.email.options import STORM_REPLIES, STORM_SENDER, STORM_SUBJECT
from clew.channels.email.parsing.parsed import Parsed
from clew.channels.email.vocabulary import FILED, Outcome
from clew.core import clock
from clew.core.options import stored, value_of
from clew.tickets.actions.storm_notes import keep_storm_note

WINDOW = timedelta(minutes=10)
QUIET = timedelta(minutes=10)  # without a mail like it, and the storm is over
REMEMBERED = timedelta(days=30)
PREFIX = re.compile(r"^\s*(?:[a-z]{1,4}\s*(?:\[\d+\])?\s*:|\[[^\]]{0,40}\])\s*", re.IGNORECASE)
OPTIONS = (STORM_SENDER, STORM_SUBJECT, STORM_REPLIES)


def storm_of(mail: InboundMail, parsed: Parsed, nature: Nature) -> Storm | None:
    """The storm that this mail belongs to, if one runs or begins. Two statements on a quiet day.

    Imported mail is history, and one person's quick replies are no storm for long.
    """
    sender = parsed.from_.address.lower()
    if mail.is_backlog or not sender:
        return None
    is_reply = not nature.auto and _answers(parsed)
    subject = alike(parsed.subject)
    kept = (sender, "proven") if _is_proven(mail) else (sender,)
    keys = [key_of("replies", *kept)] if is_reply else [
        key_of("sender", *kept), key_of("subject", *kept, subject)
    ]  # fmt: skip
    running = Storm.objects.filter(key__in=keys, last_at__gt=mail.received_at - QUIET)
    if storm := running.select_related("ticket").first():
        return storm
    return _beginning(mail, parsed, nature, is_reply=is_reply, keys=keys)


def count_in(storm: Storm, *, at: datetime | None = None) -> Storm:
    """One more, on the storm and in the line on its ticket. Two statements, however many came."""
    now = at or clock.now()
    Storm.objects.filter(pk=storm.pk).update(count=F("count") + 1, last_at=now)
    storm.count, storm.last_at = storm.count + 1, now
    if storm.ticket is not None:
        keep_storm_note(storm.ticket, key=storm.key, words=words_of(storm), at=now)
    return storm


def forget_storms() -> int:
    """Those of long ago: what they were stands on their tickets."""
    return Storm.objects.filter(last_at__lt=clock.now() - REMEMBERED).delete()[0]


def words_of(storm: Storm) -> str:
    mails = "mail" if storm.count == 1 else "mails"
    return (
        f"+{storm.count:,} {mails} like this since {storm.began_at:%H:%M} UTC, from"
        f" {storm.sender}. They are kept with the suppressed mail and can be recovered."
    )


def alike(subject: str) -> str:
    """Without “Re:”, numbers and case: counters and ticket numbers make no other subject."""
    text = subject
    while found := PREFIX.match(text):
        text = text[found.end() :]
    return " ".join(re.sub(r"\d+", "", text).casefold().split())


def key_of(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _answers(parsed: Parsed) -> bool:
    if parsed.in_reply_to or parsed.references:
        return True
    return any(addressing.token_in(each.address) for each in [*parsed.to, *parsed.cc])


def _beginning(
    mail: InboundMail, parsed: Parsed, nature: Nature, *, is_reply: bool, keys: list[str]
) -> Storm | None:
    values = stored([each.key for each in OPTIONS])
    of_sender, of_subject, of_replies = (value_of(each, values) for each in OPTIONS)
    rows = _recent(mail, parsed, most=max(of_sender, of_subject, of_replies))
    if is_reply:
        found = [row for row in rows if row.outcome == Outcome.REPLY]
        return _begin(mail, parsed, keys[0], found, most=of_replies)
    counted = rows if nature.auto else [row for row in rows if row.outcome == Outcome.TICKET]
    same = [row for row in counted if alike(row.subject) == alike(parsed.subject)]
    if storm := _begin(mail, parsed, keys[1], same, most=of_subject):
        return storm
    if of_sender and _stands_for_others(parsed):  # a contact form: many people, one sender
        of_sender = max(of_sender, of_replies)
    return _begin(mail, parsed, keys[0], counted, most=of_sender)


def _recent(mail: InboundMail, parsed: Parsed, *, most: int) -> list[InboundMail]:
    """What the sender wrote in the last minutes and came onto tickets, newest first."""
    rows = InboundMail.objects.filter(
        from_address=mail.from_address or parsed.from_.address,
        received_at__gt=mail.received_at - WINDOW,
        received_at__lte=mail.received_at,
        outcome__in=FILED,
    )
    if _is_proven(mail):
        rows = rows.filter(verdict__result="pass")
    shown = rows.exclude(pk=mail.pk).only("subject", "outcome", "ticket_id")
    return list(shown.order_by("-received_at", "-id")[:most])


def _is_proven(mail: InboundMail) -> bool:
    """What others send in somebody's name must not make their own mail part of a storm."""
    return bool(mail.verdict) and mail.verdict.get("result") == "pass"


def _stands_for_others(parsed: Parsed) -> bool:
    answers_to = {each.address.lower() for each in parsed.reply_to}
    return bool(answers_to - {parsed.from_.address.lower()})


def _begin(
    mail: InboundMail, parsed: Parsed, key: str, rows: list[InboundMail], *, most: int
) -> Storm | None:
    """On the newest ticket of those that came before. A storm of the same kind begins anew."""
    ticket = next((row.ticket_id for row in rows if row.ticket_id), None)
    if not 0 < most <= len(rows) or ticket is None:
        return None
    values = {
        "sender": parsed.from_.address[:320],
        "subject": parsed.subject[:300],
        "ticket_id": ticket,
        "count": 0,
        "began_at": mail.received_at,
        "last_at": mail.received_at,
    }
    return Storm.objects.update_or_create(key=key, defaults=values)[0]
