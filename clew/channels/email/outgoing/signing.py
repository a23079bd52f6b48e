"""DKIM: mail of a domain signed with its active key, over the very bytes that are sent."""

import base64
import secrets
from collections.abc import Sequence
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from typing import Any

import dkim
import structlog
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from dkim.crypto import UnparsableKeyError

from clew.channels.email.models import SigningKey
from clew.channels.email.outgoing.batch import once
from clew.core import clock
from clew.core.sealing import seal, unseal

BITS = 2048  # longer ones do not fit into one string of DNS, and not every receiver reads them
SIGNED = [
    *("From", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Reply-To"),
    *("MIME-Version", "Content-Type", "List-Unsubscribe", "List-Unsubscribe-Post"),
]
IN_ONE_STRING = 255  # characters that DNS takes
FAULTS = (dkim.DKIMException, UnparsableKeyError, UnsupportedAlgorithm, ValueError, TypeError)
log = structlog.get_logger(__name__)


def new_pair() -> tuple[str, str]:
    """A sealed private key as PEM, and the public one as DNS holds it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return seal(pem.decode()), base64.b64encode(public).decode()


def new_selector() -> str:
    """Of its own for each key, so that an old record can stay while a new one is spread."""
    return f"clew{clock.now():%Y%m}{secrets.token_hex(2)}"


def dns_record(key: SigningKey) -> tuple[str, str]:
    """The name and the value of the TXT record that lets others check what we sign."""
    return str(key), f"v=DKIM1; k=rsa; p={key.public_key}"


def in_strings(value: str) -> list[str]:
    """For zone files: DNS takes a long value in pieces only."""
    return [value[at : at + IN_ONE_STRING] for at in range(0, len(value), IN_ONE_STRING)]


def active_key(domain: str) -> SigningKey | None:
    """Of the domain itself or of the nearest one above it, which receivers count as the same."""
    return once(("signing key", domain), lambda: _active_key(domain))


def _active_key(domain: str) -> SigningKey | None:
    labels = domain.lower().split(".")
    named = [".".join(labels[at:]) for at in range(len(labels) - 1)]
    found = {key.domain: key for key in SigningKey.objects.filter(domain__in=named, active=True)}
    return next((found[each] for each in named if each in found), None)


def signed(raw: bytes, *, domain: str) -> bytes:
    """Without an active key, or with one that is broken, as it came: mail must go out."""
    key = active_key(domain)
    if key is None:
        return raw
    try:
        return sign(raw, key)
    except FAULTS as error:
        log.warning("signing.failed", domain=key.domain, selector=key.selector, error=str(error))
        return raw


def sign(raw: bytes, key: SigningKey) -> bytes:
    """Raises one of ``FAULTS`` when the key cannot be used."""
    head = BytesHeaderParser().parsebytes(raw)
    names = [name for name in SIGNED if name in head]
    signature = _Dated(raw, _seconds(head["Date"])).sign(
        key.selector.encode(),
        key.domain.encode("idna"),
        _private(key),
        canonicalize=(b"relaxed", b"relaxed"),
        # From and Subject once more: nobody can add a second one that is shown instead.
        include_headers=[*names, "From", "Subject"],
    )
    return bytes(signature) + raw


def _private(key: SigningKey) -> bytes:
    try:
        return unseal(key.private_key).encode()
    except ValueError:
        words = "Mail is not signed: the key was sealed with another CLEW_SECRET_KEY."
        raise ValueError(f"{words} Make another one.") from None


def fault_of(key: SigningKey) -> str:
    """Why mail cannot be signed with it, in words; "" when it can."""
    try:
        sign(b"From: a@b.example\r\nSubject: -\r\n\r\n-\r\n", key)
    except FAULTS as error:
        return str(error) or "The key cannot be read. Remove it, and make another."
    return ""


class _Dated(dkim.DKIM):  # type: ignore[misc]  # it has no types
    """Signs as of the mail's own date, so that each attempt sends the same bytes."""

    def __init__(self, raw: bytes, seconds: int) -> None:
        super().__init__(raw)
        self._seconds = seconds

    def gen_header(self, fields: Sequence[tuple[bytes, bytes]], *given: Any) -> bytes:
        at = str(self._seconds).encode()
        dated = [(name, at if name == b"t" else value) for name, value in fields]
        return bytes(super().gen_header(dated, *given))


def _seconds(date: str | None) -> int:
    return int((parsedate_to_datetime(date) if date else clock.now()).timestamp())
