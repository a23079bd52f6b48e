"""From stored bytes to what became of them.

A mail's ticket and what its row says of it are one transaction under the row's lock: whoever dies
before its commit has done nothing, and whoever comes second finds it done.
"""

import time

import structlog
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from clew.channels.email.filing.file import file_mail
from clew.channels.email.filing.filed import Filed
from clew.channels.email.intake.failing import gave_up, note_failure, read_beginning
from clew.channels.email.intake.lane import LEASE, lane, next_mail
from clew.channels.email.intake.queueing import process_soon, tell_soon
from clew.channels.email.intake.storing import bytes_of
from clew.channels.email.intake.understanding import SUMMARY, Understood, summarise, understand
from clew.channels.email.models import InboundMail
from clew.channels.email.parsing.isolated import ParsingError
from clew.channels.email.parsing.parsed import Parsed
from clew.channels.email.vocabulary import FILED, Outcome
from clew.core import clock, facts, options
from clew.core.engines.gone import silent_engine
from clew.core.jobs import stopping
from clew.core.kept import Given, kept
from clew.tickets.models import Message, MessageOriginal, OriginalKind

TURN = 4.0  # seconds until other jobs get their turn
STATE = ("outcome", "reason", "said", "ticket", "message", "processed_at", "next_attempt_at")
TOLD = ("to_acknowledge",)
TRIED = ("attempts", "leased_until")
log = structlog.get_logger(__name__)


def process(mail: InboundMail, *, recovered: bool = False, as_sender: str = "") -> InboundMail:
    """Parse, judge, classify and file. Safe to call again; never raises for what the mail is.

    ``recovered``: somebody looked at it, so it is read again whatever became of it, unless it is
    on a ticket already. When that fails it stays what it was, and ``said`` says why. Raises the
    database's errors; what waits is then tried again by itself.
    """
    attempt(mail, recovered=recovered, as_sender=as_sender)
    if mail.to_acknowledge:
        tell_soon()
    return mail


def process_due() -> int:
    """All that waits, live mail before backlog, oldest first. Returns how many.

    A turn's time of it, then behind whoever else waits.
    """
    until, count, to_tell = time.monotonic() + TURN, 0, False
    with options.remembered():
        while mail := _process_next():
            count += 1
            to_tell |= mail.to_acknowledge
            if stopping.is_set():
                break
            if time.monotonic() > until:
                process_soon()
                break
    if to_tell:
        tell_soon()
    return count


def process_now(mail: InboundMail, *, within: float = 60.0) -> Parsed | None:
    """Before anybody else's turn, but behind what came before it: order holds.

    When ``within`` seconds are over, ``mail`` has no outcome and is left to the job. Returns what
    it said, unless somebody else read it.
    """
    until = time.monotonic() + within
    while not mail.outcome and (left := until - time.monotonic()) > 0:
        with lane(wait=left) as ours:
            mail.refresh_from_db(fields=[*STATE, *TRIED])
            if mail.outcome or not ours:
                break
            first = next_mail() or mail
            parsed = attempt(mail if first.pk == mail.pk else first)
        if mail.to_acknowledge or first.to_acknowledge:
            tell_soon()
        if first.pk == mail.pk:
            return parsed
    return None


def is_waiting(mail: InboundMail) -> bool:
    return not mail.outcome or mail.next_attempt_at is not None


def attempt(mail: InboundMail, *, recovered: bool = False, as_sender: str = "") -> Parsed | None:
    """Returns what it says, if it could be read."""
    if not _begin(mail, recovered=recovered):
        return None
    parsed: Parsed | None = None
    try:
        if mail.reason == "too_large":
            read_beginning(mail)
            return None
        with options.remembered():
            understood = understand(mail, bytes_of(mail))
            parsed = understood.parsed
            _file(mail, understood, recovered=recovered, as_sender=as_sender)
    except ParsingError as error:
        note_failure(mail, error.reason, str(error))
    except Exception as error:  # a fault of ours must not stop the mails behind it
        if silent_engine(error):  # none of the mail's: it waits for the end of its lease
            raise
        log.exception("mail.fault", mail=mail.pk)
        note_failure(mail, "fault", f"{type(error).__name__}: {error}")
    return parsed


def _process_next() -> InboundMail | None:
    with lane() as ours:
        mail = next_mail() if ours else None
        if mail is not None:
            attempt(mail)
    return mail


def _begin(mail: InboundMail, *, recovered: bool) -> bool:
    """Counted before anything is read: a mail that kills its reader is not read for ever.

    What became of it since we looked is seen under its lock, before it is filed.
    """
    if not (is_waiting(mail) or (recovered and mail.outcome not in FILED)) or gave_up(mail):
        return False
    mail.attempts += 1
    mail.leased_until = clock.now() + LEASE
    mine = {"attempts": mail.attempts, "leased_until": mail.leased_until}
    same = InboundMail.objects.filter(pk=mail.pk, outcome=mail.outcome)
    return bool(same.update(**mine))


def _file(mail: InboundMail, understood: Understood, *, recovered: bool, as_sender: str) -> None:
    summarise(mail, understood)
    try:
        with transaction.atomic(), facts.batched(few=True):
            before = mail.outcome
            _lock(mail)
            if mail.outcome != before and not is_waiting(mail):
                return
            filed = file_mail(
                mail,
                understood.raw,
                understood.parsed,
                understood.verdict,
                understood.nature,
                recovered=recovered,
                as_sender=as_sender,
            )
            _settle(mail, filed)
    except IntegrityError as error:
        if "inbound_filed_once" not in str(error):
            raise
        _note_duplicate(mail)


def _note_duplicate(mail: InboundMail) -> None:
    """Another delivery of the same message was filed in this very moment."""
    with transaction.atomic():
        same = InboundMail.objects.filter(identity=mail.identity, outcome__in=FILED)
        first = same.select_related("ticket").first()
        ticket = None if first is None else first.ticket
        mail.refresh_from_db(fields=["raw"])  # the bytes did not move after all
        _settle(mail, Filed(Outcome.DUPLICATE, "same_message", ticket=ticket))


def _settle(mail: InboundMail, filed: Filed) -> None:
    mail.outcome, mail.reason, mail.said = filed.outcome, filed.reason, filed.said[:2000]
    mail.ticket, mail.message = filed.ticket, filed.message
    mail.processed_at, mail.leased_until, mail.next_attempt_at = clock.now(), None, None
    mail.to_acknowledge = filed.acknowledges
    moved: list[str] = []
    if filed.message is not None and _keeps_original(filed.message):
        mail.raw, moved = None, ["raw"]
    mail.save(update_fields=[*STATE, *TOLD, *TRIED, *SUMMARY, *moved])


def _keeps_original(message: Message) -> bool:
    return bool(kept("original of a mail", _original).rows(message=message.pk))


def _original() -> QuerySet[MessageOriginal]:
    own = MessageOriginal.objects.filter(message=Given("message", Message._meta.pk))
    return own.filter(kind=OriginalKind.MAIL).only("pk")


def _lock(mail: InboundMail) -> None:
    rows = InboundMail.objects.select_for_update(of=("self",))
    mail.refresh_from_db(fields=[*STATE, *TRIED], from_queryset=rows)
