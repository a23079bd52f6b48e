"""Raw bytes into the database, before anybody is told that we have them."""

from collections.abc import Sequence
from datetime import datetime

from clew.channels.email.models import InboundMail, Mailbox


def store(
    raw: bytes,
    *,
    source: str,
    envelope_from: str | None = None,
    envelope_to: Sequence[str] = (),
    client_ip: str | None = None,
    helo: str = "",
    mailbox: Mailbox | None = None,
    uid_validity: int | None = None,
    uid: int | None = None,
    is_backlog: bool = False,
    received_at: datetime | None = None,
    process: bool = True,
) -> InboundMail:
    """Committed when this returns, and queued for processing unless ``process`` is False.

    The same UID of the same mailbox again gives the row that is there. Never raises for what the
    bytes are; raises the database's errors, and then nothing was acknowledged.
    """
    raise NotImplementedError
