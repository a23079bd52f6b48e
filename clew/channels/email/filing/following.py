"""Who is in Cc of a customer's mail hears about the ticket, within bounds."""

from django.db.models.functions import Lower

from clew.channels.email import addressing
from clew.channels.email.filing.letter import Letter
from clew.channels.email.filing.participants import asks
from clew.channels.email.filing.requester import is_usable
from clew.channels.email.filing.threading import SURE, Found
from clew.channels.email.machines.headers import is_unread
from clew.channels.email.models import Unsubscribed
from clew.channels.email.options import MOST_FOLLOWERS
from clew.core.actors import SYSTEM
from clew.people.models import Staff
from clew.tickets.actions import follow
from clew.tickets.models import Follower, Message, Ticket
from clew.tickets.queries import tickets_readable_by

MASS = 100  # recipients: a mail to more is no conversation, and nobody of them asked to follow


def may_bring_others(letter: Letter, found: Found | None) -> bool:
    """Copies of our answers go to whom a mail names, so a reply must be of whom it says.

    Who begins a ticket shares only what they wrote themselves.
    """
    if letter.nature.auto:
        return False
    if found is None:
        return True
    sure = found.how in SURE and letter.verdict.result != "fail"
    return found.participant and (letter.is_proven or sure)


def add_followers(letter: Letter, message: Message) -> None:
    """On the ticket of this message, by those the mail is to."""
    ticket = message.ticket
    named = _named(letter)
    if len(named) > MASS or ticket.is_solved:
        return
    others = [each for each in named if each != letter.sender.address and not is_ours(each)]
    staff = {each.email.lower(): each for each in _staff_among(others)}
    for colleague in staff.values():
        _follow_as_staff(ticket, colleague, letter)
    customers = [each for each in others if each not in staff]
    if not customers:
        return
    for address in _within_bounds(ticket, customers):
        follow(ticket=ticket, by=SYSTEM, email=address, at=letter.at)


def _named(letter: Letter) -> list[str]:
    """To and Cc. When neither names an address of ours, one in To must stand for us, such as a
    list's or an alias that forwards here; we cannot tell which, and would write to ourselves."""
    to, cc = (
        [each.address.lower() for each in part] for part in (letter.parsed.to, letter.parsed.cc)
    )
    reached = any(is_ours(each) or each in letter.delivered_to for each in [*to, *cc])
    named = [*to, *cc] if reached else cc
    return list(dict.fromkeys(each for each in named if each and each not in letter.delivered_to))


def is_ours(address: str) -> bool:
    return addressing.is_ours(address) or addressing.token_in(address) is not None


def _within_bounds(ticket: Ticket, addresses: list[str]) -> list[str]:
    rows = Follower.objects.filter(ticket=ticket, staff=None).values_list("email", flat=True)
    following = set(rows)
    gone = Unsubscribed.objects.filter(ticket=ticket, address__in=addresses)
    left = set(gone.values_list("address", flat=True)) | following
    wanted = [each for each in addresses if each not in left and _hears(ticket, each)]
    return wanted[: max(0, MOST_FOLLOWERS.value() - len(following))]


def _hears(ticket: Ticket, address: str) -> bool:
    return is_usable(address) and not is_unread(address) and not asks(ticket, address)


def _follow_as_staff(ticket: Ticket, colleague: Staff, letter: Letter) -> None:
    """Who follows reads the ticket for good, so a mail gives it only to who reads it already."""
    if tickets_readable_by(colleague).filter(pk=ticket.pk).exists():
        follow(ticket=ticket, by=SYSTEM, staff=colleague, at=letter.at)


def _staff_among(addresses: list[str]) -> list[Staff]:
    if not addresses:
        return []
    rows = Staff.objects.filter(is_active=True).alias(lower=Lower("email"))
    return list(rows.filter(lower__in=addresses))
