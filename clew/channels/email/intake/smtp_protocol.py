"""aiosmtpd's SMTP and LMTP without signing in, with room for long lines, and with limits."""

import asyncio
from collections import Counter
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope
from django.conf import settings

from clew.channels.email.intake.smtp_data import Room, read_text

MAX_LINE = 1024 * 1024  # bytes; HTML on one line is common, though no standard allows it
MOST, MOST_OF_ONE = 200, 20  # connections at once, and from one address
AT_ONCE = 8  # of the largest mails, being brought by all clients
# Of one connection; a relay sends its mails one after the other.
CALLS = {"*": 20_000, "EHLO": 20, "HELO": 20, "LHLO": 20, "NOOP": 100, "HELP": 20, "VRFY": 20}
BUSY = b"421 4.7.0 Too many connections. Try again later\r\n"
NOBODY_SIGNS_IN = "502 5.5.1 Nobody signs in here: mail for our addresses needs no password"


class Receiver(SMTP):
    """``open_ones`` counts connections by address, ``room`` what they bring; of one listener."""

    line_length_limit = MAX_LINE

    def __init__(self, open_ones: Counter[str], room: Room, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, command_call_limit=CALLS, **kwargs)
        self._open_ones = open_ones
        self._room = room
        self._from: str | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self._from is not None:  # STARTTLS begins anew on the same connection
            super().connection_made(transport)
            return
        peer = transport.get_extra_info("peername")
        address = str(peer[0]) if isinstance(peer, tuple) and peer else ""
        limit = MOST_OF_ONE if address else MOST  # a socket on this machine is one relay
        if self._open_ones.total() >= MOST or self._open_ones[address] >= limit:
            refuse(transport)
            return
        self._from = address
        self._open_ones[address] += 1
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self._from is None:
            return
        self._open_ones[self._from] -= 1
        if not self._open_ones[self._from]:
            del self._open_ones[self._from]
        super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        if self._from is not None:
            super().data_received(data)

    def eof_received(self) -> bool | None:
        return super().eof_received() if self._from is not None else False

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802  aiosmtpd's name
        if await self.check_helo_needed():
            return
        if self.envelope is None or not self.envelope.rcpt_tos:
            await self.push("503 Error: need RCPT command")
        elif arg:
            await self.push("501 Syntax: DATA")
        else:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            most = self.data_size_limit or settings.CLEW_MAX_MAIL_BYTES
            await self._take(self.envelope, await read_text(self._reader, most, self._room))

    async def _take(self, envelope: Envelope, text: bytes | str) -> None:
        if isinstance(text, bytes):
            envelope.content = envelope.original_content = text
            said = str(await self._call_handler_hook("DATA"))
        else:  # LMTP answers for each recipient
            times = len(envelope.rcpt_tos) if isinstance(self, LMTP) else 1
            said = "\r\n".join([text] * times)
        self._set_post_data_state()  # type: ignore[no-untyped-call]
        await self.push(said)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: ARG002, N802  aiosmtpd's name
        await self.push(NOBODY_SIGNS_IN)


class LocalReceiver(Receiver, LMTP):
    pass


def refuse(transport: asyncio.BaseTransport) -> None:
    if isinstance(transport, asyncio.WriteTransport):
        transport.write(BUSY)
        transport.close()
