"""What our SMTP and LMTP listeners say to a client. A mail is theirs until its commit is ours."""

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import Error, connections

from clew.channels.email import addressing
from clew.channels.email.intake.storing import store
from clew.channels.email.models import Source
from clew.core.callers import Allowance, Limiter

T = TypeVar("T")
MAX_RECIPIENTS = 100
MAX_STRANGERS = 20  # recipients that are not ours, until a client is sent away
THREADS = 4  # that store; each needs a connection to the database
MAILS = Limiter(Allowance(burst=2000, per_minute=1200))  # from one address: a relay sends all
NOT_OURS = "550 5.1.1 No such mailbox here, and we pass nothing on to others"
LATER = "451 4.3.0 The mail cannot be stored right now. Try again later"
FAULT = "451 4.3.0 A fault of ours. Try again later"
log = structlog.get_logger(__name__)
_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="mail-in")


class Conversation:
    """Hooks of aiosmtpd for one listener; what belongs to one client is in ``session``."""

    def __init__(self, source: str) -> None:
        self._source = source
        self.storing = 0  # mails, right now

    async def handle_EHLO(  # noqa: N802  aiosmtpd's name
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,
        envelope: Envelope,  # noqa: ARG002
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        session.host_name = hostname
        return [each for each in responses if not each.startswith("250-AUTH")]

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],  # noqa: ARG002
    ) -> str:
        if len(envelope.rcpt_tos) >= MAX_RECIPIENTS:
            return "452 4.5.3 Too many recipients. Send the mail again for the others"
        if getattr(session, "strangers", 0) >= MAX_STRANGERS:
            return "421 4.7.0 Too many unknown recipients. Goodbye"
        try:
            known = await _in_thread(partial(addressing.is_ours, _readable(address)))
        except Error:
            return LATER
        if not known:
            session.strangers = getattr(session, "strangers", 0) + 1  # type: ignore[attr-defined]
            return NOT_OURS
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.storing += 1
        try:
            said = await self._kept(session, envelope)
        finally:
            self.storing -= 1
        # LMTP answers for each recipient, though it is one mail in one row.
        times = len(envelope.rcpt_tos) if isinstance(server, LMTP) else 1
        return "\r\n".join([said] * times)

    async def handle_exception(self, error: Exception) -> str:
        log.error("mail.session_failed", exc_info=error)
        return FAULT

    async def _kept(self, session: Session, envelope: Envelope) -> str:
        ip = _ip(session)
        if self._source == Source.SMTP and (wait := MAILS.seconds_to_wait(ip)):
            return f"451 4.7.1 Too many mails from your address. Go on in {wait} seconds"
        sender = envelope.mail_from or ""
        keep = partial(
            store,
            bytes(envelope.original_content or b""),
            source=self._source,
            envelope_from="" if sender == "<>" else _readable(sender),
            envelope_to=[_readable(each) for each in envelope.rcpt_tos],
            client_ip=ip,
            helo=_readable(session.host_name or ""),
        )
        try:
            mail = await _in_thread(keep)
        except Error:
            log.exception("mail.not_stored")
            return LATER
        return f"250 2.0.0 Stored as {mail.stable_id}"


def _ip(session: Session) -> str:
    peer: Any = session.peer
    return str(peer[0]) if isinstance(peer, tuple) and peer else ""


def _readable(text: str) -> str:
    """aiosmtpd keeps bytes that are no UTF-8 as halves of surrogate pairs."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


async def _in_thread(work: Callable[[], T]) -> T:
    def with_own_connection() -> T:
        try:
            return work()
        finally:
            connections.close_all()

    context = contextvars.copy_context()
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_threads, context.run, with_own_connection)
