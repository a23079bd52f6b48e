"""What filing asks of other parts of mail, in one place."""

from clew.channels.email.machines.nature import Bounce, Nature
from clew.channels.email.models import InboundMail, MailAddress, Storm
from clew.channels.email.parsing.parsed import Parsed
from clew.channels.email.trust.verdict import Verdict
from clew.people.models import Person
from clew.tickets.models import Message, Ticket


def note_arrival(parsed: Parsed) -> bool:
    return False


def note_bounce(mail: InboundMail, bounce: Bounce) -> Ticket | None:
    return None


def storm_of(mail: InboundMail, parsed: Parsed, nature: Nature) -> Storm | None:
    return None


def count_in(storm: Storm) -> None:
    return None


def note_absence(person: Person, parsed: Parsed, nature: Nature) -> None:
    return None


def acknowledge(
    ticket: Ticket,
    parsed: Parsed,
    verdict: Verdict,
    nature: Nature,
    address: MailAddress | None,
) -> Message | None:
    return None
