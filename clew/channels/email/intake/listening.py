"""The SMTP and LMTP listeners: a thread with a loop, while jobs are worked off.

An address that is taken, or a certificate that cannot be read, is tried again every few seconds:
another process may be just leaving.
"""

import asyncio
import ssl
import threading
from collections import Counter
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import structlog
from aiosmtpd.smtp import SMTP
from django.conf import settings

from clew.channels.email.intake.smtp_data import Room
from clew.channels.email.intake.smtp_protocol import AT_ONCE, LocalReceiver, Receiver
from clew.channels.email.intake.smtp_session import Conversation
from clew.channels.email.models import Source

TRIED_AGAIN = 5.0  # seconds
IDLE = 300.0  # seconds for one command, and for one mail's text
LEAVING = 5.0  # seconds for mails that are being stored when we stop
log = structlog.get_logger(__name__)


class Listener:
    """``where`` is ``host:port``, ``[::1]:port`` or the path of a Unix socket."""

    def __init__(self, source: Source, setting: str) -> None:
        self.name = f"mail listener ({source.label})"
        self._source, self._setting = source, setting
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._stop = asyncio.Event()
        self._listens = threading.Event()
        self._open_ones: Counter[str] = Counter()
        self._room = Room(AT_ONCE * settings.CLEW_MAX_MAIL_BYTES)
        self._talk = Conversation(source)
        self.problem = ""  # in words, while it cannot listen

    def start(self) -> None:
        where = getattr(settings, self._setting)
        if not where or self._thread is not None:
            return
        self._stop = asyncio.Event()
        self._listens.clear()
        arguments = (where,)
        self._thread = threading.Thread(target=self._run, args=arguments, name=self.name)
        self._thread.daemon = True
        self._thread.start()
        self._listens.wait(TRIED_AGAIN)

    def stop(self) -> None:
        if self._thread is None or self._loop is None:
            return
        with suppress(RuntimeError):  # the loop ended by itself
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(LEAVING * 2)
        self._thread = None

    def _run(self, where: str) -> None:
        asyncio.run(self._serve(where))

    async def _serve(self, where: str) -> None:
        self._loop = asyncio.get_running_loop()
        while not self._stop.is_set():
            try:
                server = await self._listen(where)
            except (OSError, ValueError) as error:
                self.problem = f"{where}: {error}"
                log.exception("mail.cannot_listen", where=where)
                self._listens.set()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stop.wait(), TRIED_AGAIN)
                continue
            self.problem = ""
            self._listens.set()
            await self._stop.wait()
            server.close()
            await self._let_them_finish()

    async def _listen(self, where: str) -> asyncio.Server:
        loop = asyncio.get_running_loop()
        tls = _certificate() if self._source == Source.SMTP else None

        def conversation() -> SMTP:
            return self._conversation(tls)

        if where.startswith("/"):
            await asyncio.to_thread(_clear, where)
            return await loop.create_unix_server(conversation, path=where)
        place = urlsplit(f"//{where}")
        return await loop.create_server(conversation, place.hostname, place.port or 0)

    def _conversation(self, tls: ssl.SSLContext | None) -> SMTP:
        kind = Receiver if self._source == Source.SMTP else LocalReceiver
        return kind(
            self._open_ones,
            self._room,
            self._talk,
            data_size_limit=settings.CLEW_MAX_MAIL_BYTES,
            enable_SMTPUTF8=True,
            hostname=urlsplit(settings.CLEW_BASE_URL).hostname or "clew",
            ident="Clew",
            tls_context=tls,
            timeout=IDLE,
            auth_exclude_mechanism=["LOGIN", "PLAIN"],
            loop=asyncio.get_running_loop(),
        )

    async def _let_them_finish(self) -> None:
        until = asyncio.get_running_loop().time() + LEAVING
        while self._talk.storing and asyncio.get_running_loop().time() < until:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        await asyncio.sleep(0)  # and hear that it is ours


def _clear(path: str) -> None:
    """What one that was killed left behind."""
    Path(path).unlink(missing_ok=True)


def _certificate() -> ssl.SSLContext | None:
    """Raises ValueError when it cannot be read: then nobody is let in unencrypted."""
    certificate, key = settings.CLEW_SMTP_CERT, settings.CLEW_SMTP_KEY
    if not certificate:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(certificate, key or None)
    except OSError as error:
        raise ValueError(f"CLEW_SMTP_CERT {certificate} cannot be used: {error}") from None
    return context


LISTENERS = [
    Listener(Source.SMTP, "CLEW_SMTP_LISTEN"),
    Listener(Source.LMTP, "CLEW_LMTP_LISTEN"),
]
