"""Not hearing more of a ticket: by a link, by the button of a mail program, or by mail."""

import hmac
import re
from collections.abc import Iterable
from itertools import islice

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils.crypto import salted_hmac

from clew.channels.email import addressing
from clew.channels.email.models import MailAddress, Unsubscribed
from clew.channels.email.unsubscribing_facts import MailStopped, MailWantedAgain
from clew.core import clock, facts
from clew.core.actors import Actor
from clew.tickets.actions import follow, unfollow
from clew.tickets.models import Delivery, Status, Ticket

SALT = "clew.channels.email.unsubscribe"
BACK = "clew.channels.email.subscribe_again"
MOST_TAGS = 5  # of one mail that are looked up
MOST_ASKED = 200  # addresses of a ticket that a proof is tried on
TAG = re.compile(r"\+u(?P<number>\d{1,18})-(?P<proof>[0-9a-f]{16})@", re.IGNORECASE)
_signer = signing.Signer(salt=SALT, sep=".")


def link(ticket: Ticket, address: str) -> str:
    """A page with a button. Whoever has the link may press it."""
    token = _signer.sign_object([ticket.number, address.lower()])  # the same at each attempt
    return f"{settings.CLEW_BASE_URL}/m/unsubscribe/{token}"


def told_by(token: str) -> tuple[int, str]:
    """The number and the address. Raises signing.BadSignature for what we did not make."""
    number, address = _signer.unsign_object(token)
    return int(number), str(address)


def mailbox(ticket: Ticket, address: str, at: MailAddress | None) -> str:
    """``support+u42-<proof>@…``: a mail to it, from wherever, unsubscribes ``address``."""
    ours = at.address if at else addressing.sender().addr_spec
    local, _, host = addressing.in_ascii(ours).rpartition("@")
    return f"{local.partition('+')[0]}+u{ticket.number}-{_proof(ticket.number, address)}@{host}"


def _proof(number: int, address: str) -> str:
    digest = salted_hmac(SALT, f"{number}:{address.lower()}", algorithm="sha256")
    return digest.hexdigest()[: addressing.PROOF_LENGTH]


def headers(ticket: Ticket, address: str, at: MailAddress | None) -> dict[str, str]:
    """One click (RFC 8058) needs https; without it the mailbox is named alone beside the page."""
    page = link(ticket, address)
    found = {"List-Unsubscribe": f"<{page}>, <mailto:{mailbox(ticket, address, at)}>"}
    if page.startswith("https://"):
        found["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return found


def meant_by(recipients: Iterable[str]) -> tuple[Ticket, str] | None:
    """The ticket, and whose address a mail to these recipients takes off it; for filing."""
    tags = (tag for each in recipients if (tag := TAG.search(each)))
    for tag in islice(tags, MOST_TAGS):
        if found := _meant(int(tag["number"]), tag["proof"]):
            return found
    return None


def _meant(number: int, proof: str) -> tuple[Ticket, str] | None:
    ticket = Ticket.objects.filter(number=number).first()
    if ticket is None:
        return None
    written = Delivery.objects.filter(message__ticket=ticket).order_by()
    known = written.values_list("address", flat=True).distinct()[:MOST_ASKED]
    for address in known:
        if hmac.compare_digest(_proof(number, address), proof.lower()):
            return ticket, address
    return None


def is_unsubscribed(ticket: Ticket, address: str) -> bool:
    return Unsubscribed.objects.filter(ticket=ticket, address=address.lower()).exists()


def unsubscribe(address: str, ticket: Ticket) -> str:
    """No copies and nothing automatic of this ticket any more. Answers of people still arrive.

    Returns what takes it back, "" when they were unsubscribed already.
    """
    wanted, by = address.strip().lower(), _themselves(address)
    with transaction.atomic():
        row, created = Unsubscribed.objects.get_or_create(
            address=wanted, ticket=ticket, defaults={"created_at": clock.now()}
        )
        if not created:
            return ""
        # A closed ticket is final: it keeps its followers, and they hear no more of it.
        followed = not _is_closed(ticket) and unfollow(ticket=ticket, by=by, email=wanted)
        facts.record(MailStopped(number=ticket.number, address=wanted), by=by)
    return signing.dumps([row.pk, followed], salt=BACK)


def subscribe_again(back: str) -> bool:
    """Takes one ``unsubscribe`` back, once. Raises signing.BadSignature for what we did not make.

    Only who followed until then follows again: an agent may have taken them off before.
    """
    pk, followed = signing.loads(back, salt=BACK)
    with transaction.atomic():
        row = Unsubscribed.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        if row is None or row.ticket is None:
            return False
        by = _themselves(row.address)
        if followed and not _is_closed(row.ticket):
            follow(ticket=row.ticket, by=by, email=row.address)
        facts.record(MailWantedAgain(number=row.ticket.number, address=row.address), by=by)
        row.delete()
        return True


def _is_closed(ticket: Ticket) -> bool:
    return Ticket.objects.filter(pk=ticket.pk, status=Status.CLOSED).exists()


def _themselves(address: str) -> Actor:
    return Actor("customer", "", address.strip().lower())
