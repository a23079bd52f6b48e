"""Hands a mail to the server named by ``EMAIL_URL``, or writes it to ``$CLEW_DATA_DIR/mail``."""

import contextlib
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings

from clew.channels.email.outgoing import signing
from clew.channels.email.outgoing.server_words import PERMANENT, text_of, translated_errors

TRIAL_TIMEOUT = 5.0  # seconds; somebody looks on
TIMEOUT = 20.0  # seconds, for connecting and for each answer
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
PER_CONNECTION = 50  # mails; servers close those that stay for ever
CLOSING = 421


class ClosedBeforeError(smtplib.SMTPServerDisconnected):
    """The connection had ended when a mail was to begin."""


class Client(smtplib.SMTP):
    def mail(self, sender: str, options: Sequence[str] = ()) -> tuple[int, bytes]:
        try:
            return super().mail(sender, options)
        except smtplib.SMTPServerDisconnected as error:
            raise ClosedBeforeError(*error.args) from error


class SealedClient(Client, smtplib.SMTP_SSL):
    pass


@dataclass(frozen=True)
class Server:
    security: str  # smtp (plain), smtps (TLS from the start), smtp+starttls
    host: str
    port: int
    user: str
    password: str
    timeout: float


def server_of(url: str) -> Server:
    """``smtp://user:password@host:port?timeout=20``. Raises ValueError with what is wrong."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS:
        known = ", ".join(f"{scheme}://" for scheme in PORTS)
        raise ValueError(f"EMAIL_URL must start with one of {known}")
    if not parts.hostname:
        raise ValueError("EMAIL_URL names no host")
    timeout = parse_qs(parts.query).get("timeout", [str(TIMEOUT)])[-1]
    return Server(
        security=parts.scheme,
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        timeout=float(timeout),
    )


def send(mail: EmailMessage, *, name: str, return_path: str = "") -> None:
    """``name`` is the same for every attempt. Raises DeliveryError with the reason in words.

    ``return_path`` is where a refusal later on is sent to: our From address, without one.
    """
    raw = as_sent(mail)
    if not settings.EMAIL_URL:
        write_file(raw, settings.CLEW_DATA_DIR / "mail", name)
        return
    sender = str(mail["From"].addresses[0].addr_spec)
    to = [each.addr_spec for each in mail["To"].addresses]
    with translated_errors():
        _send(server_of(settings.EMAIL_URL), raw, [return_path or sender, sender], to)


def try_sign_in(url: str) -> None:
    """Connects and signs in, and sends nothing. Raises DeliveryError with the reason in words."""
    with translated_errors():
        server = server_of(url)
        client = _connected(replace(server, timeout=min(server.timeout, TRIAL_TIMEOUT)))
        with contextlib.suppress(smtplib.SMTPException, OSError):
            client.quit()


def as_sent(mail: EmailMessage) -> bytes:
    """The bytes that leave: in 7 bits, which no server on the way rewrites, and signed as such."""
    raw = mail.as_bytes(policy=mail.policy.clone(cte_type="7bit"))
    return signing.signed(raw, domain=str(mail["From"].addresses[0].domain))


def write_file(raw: bytes, directory: Path, name: str) -> Path:
    """A whole file or none: another attempt of the same row replaces it."""
    directory.mkdir(parents=True, exist_ok=True)
    target = directory / f"{name}.eml"
    partial = directory / f".{name}.part"
    partial.write_bytes(raw)
    partial.replace(target)
    return target


class Line:
    """A connection that stays open while a batch of mails goes out."""

    def __init__(self) -> None:
        self._client: smtplib.SMTP | None = None
        self._server: Server | None = None
        self._left = 0

    def to(self, server: Server) -> smtplib.SMTP:
        if self._client is None or self._server != server or not self._left:
            self.close()
            self._client, self._server, self._left = _connected(server), server, PER_CONNECTION
        self._left -= 1
        return self._client

    @property
    def is_used(self) -> bool:
        """Before the mail that it is for now."""
        return self._left < PER_CONNECTION - 1

    def close(self) -> None:
        # Once the server took the mail it is sent, however the goodbye goes.
        if self._client is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._client.quit()
            self._client.close()
            self._client = None


_line: ContextVar[Line | None] = ContextVar("line", default=None)


@contextlib.contextmanager
def one_connection() -> Iterator[Line]:
    """Mails sent inside share a connection, one after the other."""
    if open_already := _line.get():
        yield open_already
        return
    line = Line()
    token = _line.set(line)
    try:
        yield line
    finally:
        _line.reset(token)
        line.close()


def _send(server: Server, raw: bytes, senders: list[str], to: list[str]) -> None:
    """From the first of ``senders`` that the server takes: some know only whole mailboxes."""
    with one_connection() as line:
        try:
            try:
                _send_from(line.to(server), raw, list(dict.fromkeys(senders)), to)
            except smtplib.SMTPException as error:
                if not (line.is_used and _was_closed_before(error)):
                    raise
                line.close()
                _send_from(line.to(server), raw, list(dict.fromkeys(senders)), to)
        except BaseException:
            line.close()
            raise


def _was_closed_before(error: smtplib.SMTPException) -> bool:
    """Servers end connections when they like; nothing of this mail had been said yet."""
    if isinstance(error, smtplib.SMTPSenderRefused):
        return error.smtp_code == CLOSING
    return isinstance(error, ClosedBeforeError)


def _send_from(client: smtplib.SMTP, raw: bytes, senders: list[str], to: list[str]) -> None:
    try:
        client.sendmail(senders[0], to, raw)
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        if len(senders) == 1 or not _is_about_sender(error):
            raise
        _send_from(client, raw, senders[1:], to)


def _is_about_sender(error: smtplib.SMTPResponseException) -> bool:
    """Some look at who may send as whom only when they have the whole mail."""
    early = isinstance(error, smtplib.SMTPSenderRefused)
    said = text_of(error.smtp_error).lower()
    return error.smtp_code >= PERMANENT and (early or "5.7.60" in said or "sendasdenied" in said)


def _connected(server: Server) -> smtplib.SMTP:
    client = _connect(server)
    try:
        if server.user:
            client.login(server.user, server.password)
    except BaseException:
        client.close()
        raise
    return client


def _connect(server: Server) -> smtplib.SMTP:
    if server.security == "smtps":
        context = ssl.create_default_context()
        return SealedClient(server.host, server.port, timeout=server.timeout, context=context)
    client = Client(server.host, server.port, timeout=server.timeout)
    if server.security == "smtp+starttls":
        try:
            client.starttls(context=ssl.create_default_context())
        except BaseException:
            client.close()
            raise
    return client
