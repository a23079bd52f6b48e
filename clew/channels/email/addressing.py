"""The addresses mail leaves from and comes back to, and the ids it is threaded by."""

import hmac
import re
from email.headerregistry import Address
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.crypto import salted_hmac

PROOF_LENGTH = 16  # hexadecimal digits: 64 bits, out of reach of guessing by mail
TAG = re.compile(r"\+t(?P<number>\d{1,18})-(?P<proof>[0-9a-f]{16})@", re.IGNORECASE)
UNSAFE = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")


def one_line(text: str) -> str:
    """Without line breaks and control characters, so that no text can become a header."""
    return " ".join(UNSAFE.sub(" ", text).split())


def is_deliverable(address: str) -> bool:
    """Looks like one mailbox. What customers' products put into ``email`` may be anything."""
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


def in_ascii(address: str) -> str:
    """With an international domain in its wire form, which every mail server understands."""
    local, _, host = address.rpartition("@")
    return f"{local}@{host.encode('idna').decode()}"


def sender() -> Address:
    """``CLEW_MAIL_FROM``, such as ``Support <support@acme.example>``."""
    name, address = parseaddr(settings.CLEW_MAIL_FROM)
    return Address(display_name=one_line(name) or "Support", addr_spec=address)


def domain() -> str:
    return sender().domain


def _proof(number: int) -> str:
    digest = salted_hmac("clew.channels.email.reply", str(number), algorithm="sha256")
    return digest.hexdigest()[:PROOF_LENGTH]


def reply_address(number: int) -> str:
    """``support+t42-<proof>@…``: where an answer finds its ticket, whatever the mail client does.

    The proof keeps strangers from writing into a ticket whose number they guess.
    """
    start = sender().username.partition("+")[0]
    return f"{start}+t{number}-{_proof(number)}@{domain()}"


def ticket_number(address: str) -> int | None:
    """The ticket a reply address belongs to; None for any other address and for a wrong proof."""
    found = TAG.search(address)
    if not found:
        return None
    number = int(found["number"])
    return number if hmac.compare_digest(_proof(number), found["proof"].lower()) else None


def message_id(stable_id: UUID) -> str:
    """The same for every attempt, so that a mailbox sees a repeated attempt as the same mail."""
    return f"<{stable_id}@{domain()}>"


def installation() -> str:
    """Marks our own mail, so that a loop is recognised when it comes back."""
    return salted_hmac("clew.channels.email.loop", "installation").hexdigest()[:20]
