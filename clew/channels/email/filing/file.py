"""One understood mail to the ticket it belongs on, in the caller's transaction.

The order of the questions is the order in which a wrong answer would do harm.
"""

from clew.channels.email.filing.deciding import already, refusal_of
from clew.channels.email.filing.filed import Filed
from clew.channels.email.filing.forwards import forward_of
from clew.channels.email.filing.joining import join
from clew.channels.email.filing.letter import Letter
from clew.channels.email.filing.opening import open_for, open_forwarded
from clew.channels.email.filing.participants import asks
from clew.channels.email.filing.staff_mail import file_of_staff
from clew.channels.email.filing.threading import Thread, thread_of
from clew.channels.email.machines.nature import Nature
from clew.channels.email.machines.storms import count_in, storm_of
from clew.channels.email.models import InboundMail
from clew.channels.email.parsing.parsed import Parsed
from clew.channels.email.trust.verdict import Verdict
from clew.channels.email.vocabulary import Outcome


def file_mail(
    mail: InboundMail,
    raw: bytes,
    parsed: Parsed,
    verdict: Verdict,
    nature: Nature,
    *,
    recovered: bool = False,
    as_sender: str = "",
) -> Filed:
    """``recovered``: somebody of staff looked at it, so nothing suspends or suppresses it now.

    ``as_sender`` is the address they chose to file it under.
    """
    letter = Letter(mail, raw, parsed, verdict, nature, recovered, as_sender)
    if refused := refusal_of(letter):
        return refused
    if duplicate := already(letter):
        return duplicate
    thread = thread_of(letter)
    if thread.refusal:
        return Filed(_outcome_of(thread.refusal), thread.refusal, thread.said)
    return _stopped(letter, thread) or _file(letter, thread)


def _outcome_of(refusal: str) -> Outcome:
    return Outcome.SUPPRESSED if refusal == "ticket_deleted" else Outcome.QUARANTINED


def _stopped(letter: Letter, thread: Thread) -> Filed | None:
    """What machines send without a ticket, and too much of the same."""
    if letter.recovered:
        return None
    if letter.is_by_itself and thread.found is None:
        return Filed(Outcome.SUPPRESSED, "machine_unknown", ticket=thread.related)
    if letter.staff and letter.is_automatic and thread.found:  # no absence of ours is an answer
        said = f"The mailbox of {letter.staff} answered by itself."
        return Filed(Outcome.SUPPRESSED, "machine_unknown", said, ticket=thread.found.ticket)
    storm = None if letter.staff else storm_of(letter.mail, letter.parsed, letter.nature)
    if storm is None:
        return None
    count_in(storm)
    return Filed(Outcome.SUPPRESSED, "storm", ticket=storm.ticket)


def _file(letter: Letter, thread: Thread) -> Filed:
    found, staff = thread.found, letter.staff
    if found and staff and not asks(found.ticket, letter.sender.address):
        return file_of_staff(letter, staff, found)
    if found:
        return join(letter, found)
    forward = forward_of(letter)
    if staff and forward:
        return open_forwarded(letter, staff, forward)
    return open_for(letter, thread.related)
