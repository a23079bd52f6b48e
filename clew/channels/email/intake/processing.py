"""From stored bytes to what became of them."""

from clew.channels.email.models import InboundMail


def process(mail: InboundMail) -> InboundMail:
    """Parse, judge, classify and file. Safe to call again; never raises for what the mail is."""
    raise NotImplementedError


def process_due() -> int:
    """All that waits, live mail before backlog, oldest first. Returns how many."""
    raise NotImplementedError
