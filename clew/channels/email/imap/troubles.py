"""What went wrong with a mailbox, in words that say what to do."""

import imaplib
import re
import socket
import ssl
from dataclasses import dataclass

from imapclient.exceptions import CapabilityError, LoginError

from clew.channels.email.imap.connection import Access
from clew.channels.email.models import Mailbox, Security
from clew.core.outgoing import RefusedError

MOST = 300  # characters of what a server said
BYTES = re.compile(r"b(['\"]).*\1", re.DOTALL)
CODE = re.compile(r"^\[[A-Z-]+\]\s*")
Place = Access | Mailbox  # where it went wrong


@dataclass(frozen=True)
class Trouble:
    """``field`` is the one of the form to look at; ``lasting``: asking again soon is no use."""

    said: str
    field: str = ""
    lasting: bool = False


class RefusedMessageError(Exception):
    """The server lists a message and does not hand it out."""


class NoSuchFolderError(Exception):
    """The folder is not on the server; ``folders`` are."""

    def __init__(self, folders: list[str]) -> None:
        super().__init__("There is no such folder.")
        self.folders = folders


def in_words(error: BaseException, access: Place) -> Trouble:
    where = f"{access.host}:{access.port}"
    for kind, explain in EXPLAINED:
        if isinstance(error, kind):
            return explain(error, access, where)
    return Trouble(f"Reading failed: {said_by(error)}")


def said_by(error: BaseException) -> str:
    """In the server's own words, on one line, without its code in brackets."""
    first = error.args[0] if error.args else ""
    text = first.decode(errors="replace") if isinstance(first, bytes) else str(first or error)
    text = text[2:-1] if BYTES.fullmatch(text) else text  # as the library prints them
    return CODE.sub("", " ".join(text.split()))[:MOST].rstrip(".") or type(error).__name__


def _host(error: BaseException, access: Place, _where: str) -> Trouble:
    return Trouble(
        f"There is no server called “{access.host}”. Check its name ({_reason(error)}).", "host"
    )


def _inside(_error: BaseException, access: Place, _where: str) -> Trouble:
    return Trouble(
        f"“{access.host}” is in a network where mailboxes may not be. If it is your own, whoever"
        " runs Clew adds it to CLEW_MAILBOXES_AT.",
        "host",
        lasting=True,
    )


def _certificate(error: BaseException, _access: Place, where: str) -> Trouble:
    why = getattr(error, "verify_message", "") or said_by(error)
    said = (
        f"The certificate of {where} is not to be trusted: {why}. Use the name that is in the"
        " certificate, or name your own authority by SSL_CERT_FILE where Clew is started."
    )
    return Trouble(said, "host")


def _tls(error: BaseException, access: Place, where: str) -> Trouble:
    other = "993" if access.security == Security.TLS else "143"
    return Trouble(
        f"{where} does not speak TLS the way that was chosen. Choose another encryption, or"
        f" another port, such as {other} ({_reason(error)}).",
        "security",
    )


def _refused(_error: BaseException, _access: Place, where: str) -> Trouble:
    return Trouble(f"Nothing answers at {where}. Check the port, and any firewall.", "port")


def _slow(_error: BaseException, _access: Place, where: str) -> Trouble:
    return Trouble(
        f"{where} did not answer in time. Check host and port, and any firewall.", "host"
    )


def _network(error: BaseException, _access: Place, where: str) -> Trouble:
    return Trouble(f"The connection to {where} broke: {_reason(error)}.")


def _login(error: BaseException, access: Place, _where: str) -> Trouble:
    code, quoted = str(error), f"It said: “{said_by(error)}”."
    if "[UNAVAILABLE]" in code or "[INUSE]" in code:
        return Trouble(f"The server cannot let us in just now. {quoted}")
    if access.security == Security.PLAIN and ("PRIVACYREQUIRED" in code or "disabled" in code):
        said = f"The server takes passwords only over TLS. Choose TLS or STARTTLS. {quoted}"
        return Trouble(said, "security", lasting=True)
    said = f"The server refused the user name or the password. {quoted}"
    return Trouble(said, "password", lasting=True)


def _folder(error: BaseException, access: Place, _where: str) -> Trouble:
    folders = error.folders if isinstance(error, NoSuchFolderError) else []
    has = ", ".join(folders[:20])
    said = f"There is no folder “{access.folder}” on the server."
    return Trouble(f"{said} It has: {has}." if has else said, "folder", lasting=True)


def _sealed(error: BaseException, _access: Place, _where: str) -> Trouble:
    return Trouble(str(error), "password", lasting=True)


def _starttls(error: BaseException, _access: Place, where: str) -> Trouble:
    return Trouble(f"{where} cannot do what we need: {said_by(error)}.", "security")


def _lost(error: BaseException, _access: Place, where: str) -> Trouble:
    return Trouble(f"The server at {where} ended the connection: {said_by(error)}.")


def _answer(error: BaseException, _access: Place, where: str) -> Trouble:
    return Trouble(f"The server at {where} answered with an error: {said_by(error)}.")


def _message(error: BaseException, _access: Place, _where: str) -> Trouble:
    return Trouble(f"{error} It is asked for again, and put aside after a few times.")


def _reason(error: BaseException) -> str:
    return str(getattr(error, "strerror", None) or getattr(error, "reason", None) or error)[:MOST]


# The first that fits, so from the narrow to the wide.
EXPLAINED = (
    (NoSuchFolderError, _folder),
    (RefusedMessageError, _message),
    (RefusedError, _inside),
    (socket.gaierror, _host),
    (UnicodeError, _host),
    (ssl.SSLCertVerificationError, _certificate),
    (ssl.SSLError, _tls),
    (ConnectionRefusedError, _refused),
    (TimeoutError, _slow),
    (LoginError, _login),
    (CapabilityError, _starttls),
    (imaplib.IMAP4.abort, _lost),
    (imaplib.IMAP4.error, _answer),
    (OSError, _network),
    (ValueError, _sealed),
)
