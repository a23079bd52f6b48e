"""The addresses mail leaves from and comes back to, and the ids it is threaded by."""

import hmac
import re
from email.headerregistry import Address
from email.utils import parseaddr
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from clew.channels.email.models import MailAddress, Mailbox
from clew.core.briefly import BrieflyKnown
from clew.people.models import Staff

PROOF_LENGTH = 16  # hexadecimal digits: 64 bits, out of reach of guessing by mail
TAG = re.compile(r"\+(?P<kind>[tn])(?P<number>\d{1,18})-(?P<proof>[0-9a-f]{16})@", re.IGNORECASE)
PUBLIC, NOTE = "t", "n"  # what a mail to such an address becomes
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
    return _read(settings.CLEW_MAIL_FROM)


@lru_cache(maxsize=4)
def _read(text: str) -> Address:
    """Its grammar takes a tenth of a millisecond, and every ticket page asks."""
    name, address = parseaddr(text)
    return Address(display_name=one_line(name) or "Support", addr_spec=address)


def domain() -> str:
    return sender().domain


def _our_addresses() -> frozenset[str]:
    """With those whose mailboxes we read: an answer there would come back to us.

    But not if somebody of staff has that address; what they write is theirs.
    """
    known = frozenset(MailAddress.objects.order_by().values_list("address", flat=True))
    read = Mailbox.objects.filter(active=True, deleted_at=None, user__contains="@")
    users = {user.lower() for user in read.order_by().values_list("user", flat=True)} - known
    if users:
        staff = Staff.objects.annotate(lower=Lower("email")).filter(lower__in=users)
        users -= set(staff.values_list("lower", flat=True))
    return known | users


our_addresses = BrieflyKnown(_our_addresses)


def base_of(address: str) -> str:
    """In small letters, without what stands behind a plus."""
    local, _, host = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}@{host}"


def is_ours(address: str) -> bool:
    """One of our addresses, with or without something behind a plus."""
    known = our_addresses() | {sender().addr_spec.lower()}
    return address.strip().lower() in known or base_of(address) in {*known, *map(base_of, known)}


def our_address(address: str) -> MailAddress | None:
    """The row of one of ours; None for ``CLEW_MAIL_FROM`` without a row, and for others."""
    wanted = [address.strip().lower(), base_of(address)]
    if our_addresses().isdisjoint(wanted):
        return None
    return MailAddress.objects.filter(address__in=wanted).order_by("-address").first()


def _proof(number: int) -> str:
    digest = salted_hmac("clew.channels.email.reply", str(number), algorithm="sha256")
    return digest.hexdigest()[:PROOF_LENGTH]


def _note_proof(number: int, staff: Staff) -> str:
    digest = salted_hmac("clew.channels.email.note", f"{number}:{staff.pk}", algorithm="sha256")
    return digest.hexdigest()[:PROOF_LENGTH]


def reply_address(number: int, at: MailAddress | None = None) -> str:
    """``support+t42-<proof>@…``: where an answer finds its ticket, whatever the mail client does.

    The proof keeps strangers from writing into a ticket whose number they guess. It is the same
    at each of our addresses.
    """
    return _tagged(f"{PUBLIC}{number}-{_proof(number)}", at)


def note_address(number: int, staff: Staff, at: MailAddress | None = None) -> str:
    """``support+n42-<proof>@…``: what this member of staff sends there becomes a note of theirs.

    The proof is theirs alone: of anybody else it is wrong.
    """
    return _tagged(f"{NOTE}{number}-{_note_proof(number, staff)}", at)


def _tagged(tag: str, at: MailAddress | None) -> str:
    local, _, host = (at.address if at else sender().addr_spec).rpartition("@")
    return f"{local.partition('+')[0]}+{tag}@{host}"


class Token(NamedTuple):
    """What an address says behind its plus. Only for PUBLIC is it known whether it is right."""

    kind: str
    number: int
    proof: str

    @property
    def is_right(self) -> bool:
        return self.kind == PUBLIC and hmac.compare_digest(_proof(self.number), self.proof)

    def is_of(self, staff: Staff) -> bool:
        """Whether it lets this member of staff write a note."""
        right = _note_proof(self.number, staff)
        return self.kind == NOTE and hmac.compare_digest(right, self.proof)


def token_in(address: str) -> Token | None:
    found = TAG.search(address)
    if not found:
        return None
    return Token(found["kind"].lower(), int(found["number"]), found["proof"].lower())


def ticket_number(address: str) -> int | None:
    """The ticket a reply address belongs to; None for any other address and for a wrong proof."""
    token = token_in(address)
    return token.number if token and token.is_right else None


def message_id(stable_id: UUID, sender_address: str = "") -> str:
    """The same for every attempt, so that a mailbox sees a repeated attempt as the same mail.

    ``sender_address`` is the address of ours it goes from; CLEW_MAIL_FROM without one.
    """
    host = in_ascii(sender_address).rpartition("@")[2] if sender_address else domain()
    return f"<{stable_id}@{host}>"


def installation() -> str:
    """Marks our own mail, so that a loop is recognised when it comes back."""
    return salted_hmac("clew.channels.email.loop", "installation").hexdigest()[:20]
