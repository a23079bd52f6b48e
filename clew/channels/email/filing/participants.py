"""Whether an address takes part in a ticket already.

By what is written on the ticket only: an event of a customer's product, which anybody with the
public capture key can send, gives no address a part in anything.
"""

from django.db.models import Q

from clew.tickets.models import Delivery, Follower, Message, Ticket


def takes_part(ticket: Ticket, address: str) -> bool:
    """Requester, follower, receiver of a reply, or somebody a participant wrote to or with."""
    wanted = address.strip().lower()
    if not wanted:
        return False
    tickets = [ticket, *([ticket.merged_into] if ticket.merged_into else [])]
    return any(_asks(each, wanted) for each in tickets) or _is_known(tickets, wanted)


def asks(ticket: Ticket, address: str) -> bool:
    """The one whose ticket it is."""
    return _asks(ticket, address.strip().lower())


def _asks(ticket: Ticket, address: str) -> bool:
    return (ticket.reply_address or ticket.requester.email).strip().lower() == address


def _is_known(tickets: list[Ticket], address: str) -> bool:
    if Follower.objects.filter(ticket__in=tickets, email=address).exists():
        return True
    sent = Delivery.objects.filter(message__ticket__in=tickets, channel="email")
    return sent.filter(address__iexact=address).exists() or _wrote(tickets, address)


def _wrote(tickets: list[Ticket], address: str) -> bool:
    """Or was written to, in a mail of a participant: a stranger who found the address of the
    ticket brings nobody in, and is one the next time too."""
    mails = Message.objects.filter(ticket__in=tickets, mail__isnull=False, public=True)
    known = mails.exclude(mail__unverified_participant=True)
    here = Q(mail__address=address) | Q(mail__to__contains=[address])
    return known.filter(here | Q(mail__cc__contains=[address])).exists()
