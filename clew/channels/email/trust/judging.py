"""The verdict about one mail."""

from clew.channels.email.models import InboundMail
from clew.channels.email.parsing.parsed import Parsed
from clew.channels.email.trust.verdict import Verdict


def judge(mail: InboundMail, raw: bytes, parsed: Parsed) -> Verdict:
    """May ask DNS, with a short time limit; never raises."""
    raise NotImplementedError


def suspicion(mail: InboundMail, parsed: Parsed, verdict: Verdict) -> str:
    """The slug of the reason to suspend this mail for, or ""."""
    raise NotImplementedError
