"""Opening an IMAP folder to read: read-only, so that nothing on the server ever changes."""

import imaplib
import socket
import ssl
from dataclasses import dataclass, field
from typing import Self

from django.conf import settings
from imapclient import IMAPClient, SocketTimeout, imap4, tls
from imapclient.exceptions import CapabilityError

from clew.channels.email.models import Mailbox, Security
from clew.core import outgoing
from clew.core.sealing import unseal

CONNECT, ANSWER = 20.0, 60.0  # seconds for a connection, and for each answer
KEEPALIVE = {"TCP_KEEPIDLE": 60, "TCP_KEEPINTVL": 15, "TCP_KEEPCNT": 4}
# One line lists the UIDs of a folder; the library's own limit ends at some 100,000 of them.
imaplib._MAXLINE = max(imaplib._MAXLINE, 32_000_000)  # type: ignore[attr-defined]  # noqa: SLF001


@dataclass(frozen=True)
class Access:
    """Where a folder is, and who reads it."""

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"

    @classmethod
    def of(cls, mailbox: Mailbox) -> Self:
        """Raises ValueError in words when the password was sealed with another key."""
        plain = ("host", "port", "security", "user", "folder")
        given = {name: getattr(mailbox, name) for name in plain}
        return cls(**given, password=unseal(mailbox.password))


@dataclass(frozen=True)
class Folder:
    """As the server describes it when it is opened."""

    uid_validity: int
    uid_next: int  # greater than any that is there
    messages: int


class Plain(imap4.IMAP4WithTimeout):  # type: ignore[misc]  # the library has no types
    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        where = settings.CLEW_MAILBOXES_AT
        return outgoing.line_to(self.host, self.port, where, timeout or self._timeout)


class Encrypted(tls.IMAP4_TLS):  # type: ignore[misc]  # likewise
    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        where = settings.CLEW_MAILBOXES_AT
        line = outgoing.line_to(self.host, self.port, where, timeout or self._timeout)
        try:
            encrypted: socket.socket = tls.wrap_socket(line, self.ssl_context, self.host)
        except BaseException:
            line.close()
            raise
        return encrypted


class Guarded(IMAPClient):  # type: ignore[misc]  # likewise
    """Connects only where mailboxes may be, to the address that was looked at."""

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802  the library's name
        if self.ssl:
            return Encrypted(self.host, self.port, self.ssl_context, self._timeout.connect)
        return Plain(self.host, self.port, self._timeout.connect)


def signed_in(access: Access, *, within: float = CONNECT) -> IMAPClient:
    """Raises OSError, ssl.SSLError or an IMAP error; see troubles.in_words."""
    client = Guarded(
        access.host,
        port=access.port,
        ssl=access.security == Security.TLS,
        timeout=SocketTimeout(connect=within, read=max(within, ANSWER)),
        ssl_context=ssl.create_default_context(),
    )
    try:
        _keep_alive(client)
        if access.security == Security.STARTTLS:
            client.starttls(ssl.create_default_context())
        client.login(access.user, access.password)
    except BaseException:
        hang_up(client)
        raise
    client.normalise_times = False  # INTERNALDATE with its zone
    return client


def opened(client: IMAPClient, folder: str) -> Folder:
    r"""EXAMINE: no flag changes, not even \Recent. Raises an IMAP error."""
    said = client.select_folder(folder, readonly=True)
    return Folder(
        uid_validity=int(said[b"UIDVALIDITY"]),
        uid_next=int(said.get(b"UIDNEXT") or max(client.search("ALL"), default=0) + 1),
        messages=int(said.get(b"EXISTS", 0)),
    )


def can_idle(client: IMAPClient) -> bool:
    try:
        return bool(client.has_capability("IDLE"))
    except CapabilityError:
        return False


def leave(client: IMAPClient) -> None:
    """Politely, if the server still listens."""
    try:
        client.logout()
    except (OSError, imaplib.IMAP4.error):
        hang_up(client)


def hang_up(client: IMAPClient) -> None:
    """At once; whoever waits for an answer in another thread gets an error."""
    try:
        client.socket().shutdown(socket.SHUT_RDWR)
        client.shutdown()
    except (OSError, imaplib.IMAP4.error):
        return


def _keep_alive(client: IMAPClient) -> None:
    """A line that died without a word is noticed within two minutes."""
    line = client.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in KEEPALIVE.items():
        if hasattr(socket, name):
            line.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
