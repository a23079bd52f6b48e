"""One understood mail to the ticket it belongs on, in the caller's transaction."""

from clew.channels.email.filing.filed import Filed
from clew.channels.email.machines.nature import Nature
from clew.channels.email.models import InboundMail
from clew.channels.email.parsing.parsed import Parsed
from clew.channels.email.trust.verdict import Verdict


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
    raise NotImplementedError
