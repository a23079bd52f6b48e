"""Waiting for mail: by IDLE, or by a look every so often, until something comes or wakes us."""

import os
import select
import ssl

from imapclient import IMAPClient

from clew.channels.email.imap.connection import can_idle

RENEWED = 9 * 60.0  # seconds of one IDLE; servers end it after 30 minutes, some routers after ten
POLLED = 30.0  # seconds between looks where the server cannot IDLE


class Waker:
    """Ends a wait from another thread."""

    def __init__(self) -> None:
        self._ears, self._mouth = os.pipe()
        os.set_blocking(self._mouth, False)
        self.is_woken = False

    def wake(self) -> None:
        self.is_woken = True
        os.write(self._mouth, b"!")

    def wait(self, seconds: float, line: int | None = None) -> bool:
        """Whether there is something to read on ``line``."""
        poll = select.poll()
        poll.register(self._ears, select.POLLIN)
        if line is not None:
            poll.register(line, select.POLLIN | select.POLLHUP)
        return any(number == line for number, _ in poll.poll(seconds * 1000))

    def close(self) -> None:
        os.close(self._ears)
        os.close(self._mouth)


def wait_for_mail(client: IMAPClient, waker: Waker) -> None:
    """Returns when it is worth looking. Raises when the connection is gone."""
    if not can_idle(client):
        waker.wait(POLLED)
        client.noop()
        return
    client.idle()
    if not _has_heard(client):
        waker.wait(RENEWED, client.socket().fileno())
    # Reads up to the end of IDLE, in whole lines; a line that is gone is noticed here.
    client.idle_done()


def _has_heard(client: IMAPClient) -> bool:
    """What came in one packet with the server's consent is read already, and no poll shows it."""
    line, buffer = client.socket(), getattr(client._imap, "file", None)  # noqa: SLF001
    if buffer is None or not hasattr(buffer, "peek"):
        return False
    waits = line.gettimeout()
    line.settimeout(0)
    try:
        return bool(buffer.peek(1))
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    finally:
        line.settimeout(waits)
