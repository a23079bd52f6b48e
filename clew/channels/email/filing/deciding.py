"""Why a mail is not filed, before anybody looks for its ticket."""

from collections.abc import Callable

from clew.channels.email import addressing
from clew.channels.email.filing.claims import own_id
from clew.channels.email.filing.filed import Filed
from clew.channels.email.filing.identity import identity_of
from clew.channels.email.filing.letter import Letter
from clew.channels.email.filing.requester import is_usable
from clew.channels.email.machines.bounces import note_bounce
from clew.channels.email.models import InboundMail
from clew.channels.email.outgoing.unsubscribing import meant_by, unsubscribe
from clew.channels.email.setup.checks import note_arrival
from clew.channels.email.trust.judging import suspicion
from clew.channels.email.vocabulary import FILED, Outcome
from clew.people.models import NotificationMail
from clew.tickets.models import Delivery, Ticket

UNUSABLE = "“{address}” is no address that an answer could go to."
OURS = (
    "An answer to {address} would come back to us. Choose “Recover as”, and write who it is from."
)


def refusal_of(letter: Letter) -> Filed | None:
    """The first that fits. What somebody recovered needs only somebody to answer to."""
    if letter.recovered:
        return _unanswerable(letter) or _answers_ourselves(letter)
    return next(filter(None, (question(letter) for question in QUESTIONS)), None)


def already(letter: Letter) -> Filed | None:
    """The same message, filed before. What was deleted since does not come back."""
    identity = letter.mail.identity or identity_of(letter.parsed)
    rows = InboundMail.objects.filter(identity=identity, outcome__in=FILED)
    found = rows.exclude(pk=letter.mail.pk).values_list("ticket")[:1]
    for (ticket_id,) in found:
        ticket = Ticket.objects.filter(pk=ticket_id).first()
        if ticket is None:
            return Filed(Outcome.SUPPRESSED, "ticket_deleted")
        return Filed(Outcome.DUPLICATE, "same_message", ticket=ticket)
    return None


def _check(letter: Letter) -> Filed | None:
    return Filed(Outcome.SUPPRESSED, "check") if note_arrival(letter.parsed) else None


def _ours(letter: Letter) -> Filed | None:
    """Before anything else: a loop must end here."""
    if row := own_id(letter.parsed.message_id):
        sent = Delivery.objects.select_related("message__ticket").filter(stable_id=row).first()
        if sent is not None:
            return Filed(Outcome.SUPPRESSED, "own_copy", ticket=sent.message.ticket)
        if NotificationMail.objects.filter(stable_id=row).exists():
            return Filed(Outcome.SUPPRESSED, "own_copy")
    return Filed(Outcome.SUPPRESSED, "own_loop") if letter.nature.is_own else None


def _unsubscribes(letter: Letter) -> Filed | None:
    meant = meant_by(letter.recipients)
    if meant is None:
        return None
    ticket, address = meant
    unsubscribe(address, ticket)
    return Filed(Outcome.SUPPRESSED, "unsubscribe", address, ticket=ticket)


def _suspected(letter: Letter) -> Filed | None:
    reason = suspicion(letter.mail, letter.parsed, letter.verdict)
    return Filed(Outcome.QUARANTINED, reason) if reason else None


def _bounced(letter: Letter) -> Filed | None:
    """Of a mail of ours: its id is the proof, which reports of mail servers seldom have else."""
    ticket = note_bounce(letter.mail, letter.nature.bounce) if letter.nature.bounce else None
    return Filed(Outcome.SUPPRESSED, "bounce", ticket=ticket) if ticket else None


def _reports(letter: Letter) -> Filed | None:
    return Filed(Outcome.SUPPRESSED, "bounce") if letter.nature.bounce else None


def _receipt(letter: Letter) -> Filed | None:
    return Filed(Outcome.SUPPRESSED, "receipt") if letter.nature.auto == "receipt" else None


def _unanswerable(letter: Letter) -> Filed | None:
    address = letter.sender.address
    if is_usable(address):
        return None
    said = UNUSABLE.format(address=address[:200]) if address else ""
    return Filed(Outcome.QUARANTINED, "no_sender", said)


def _answers_ourselves(letter: Letter) -> Filed | None:
    """Recovered by mistake: whoever wrote through our own form would never get an answer."""
    address = letter.sender.address
    if not addressing.is_ours(address):
        return None
    return Filed(Outcome.QUARANTINED, "claims_us", OURS.format(address=address[:200]))


QUESTIONS: tuple[Callable[[Letter], Filed | None], ...] = (
    _check,
    _ours,
    _unsubscribes,
    _bounced,
    _suspected,
    _reports,
    _receipt,
    _unanswerable,
)
