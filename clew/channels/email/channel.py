"""Replies by email: for tickets that came by mail, and for others whose address is known."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from django.db.models import Q, prefetch_related_objects

from clew.channels.email import addressing, transport
from clew.channels.email.compose import compose, return_path_of
from clew.channels.email.models import Unsubscribed
from clew.channels.email.outgoing.batch import one_batch
from clew.channels.email.outgoing.pacing import whose_turn
from clew.channels.email.outgoing.speaking import fix_senders
from clew.tickets.models import AuthorKind, Delivery, Message, Ticket


class EmailChannel:
    name = "email"
    label = "Email"

    def addresses(self, ticket: Ticket, message: Message) -> Sequence[str]:
        """The ticket's reply address, if it has one, and customers who follow the ticket.

        What Clew writes by itself is for the requester alone. One mail for each address, and
        nobody in Cc: answering all of them would otherwise reach us several times.
        """
        automatic = message.author_kind == AuthorKind.SYSTEM
        requester = requester_address(ticket)
        followers = [] if automatic else _following(ticket)
        asked = [requester] if automatic else followers
        gone = _unsubscribed(ticket, asked) if asked else set()
        wanted = [] if automatic and requester.lower() in gone else [requester]
        wanted += [each for each in followers if each.lower() not in gone]
        return list({each.lower(): each for each in wanted if _is_somebody(each)}.values())

    @contextmanager
    def batch(self) -> Iterator[None]:
        with transport.one_connection(), one_batch():
            yield

    def prepared(self, deliveries: Sequence[Delivery]) -> Collection[Delivery]:
        """With what their mails need, so that each by itself asks for little."""
        ready = whose_turn(deliveries)
        prefetch_related_objects(ready, "message__attachments", "message__deliveries")
        fix_senders(ready)
        return ready

    def deliver(self, delivery: Delivery) -> None:
        mail = compose(delivery)
        name = str(delivery.stable_id)
        transport.send(mail, name=name, return_path=return_path_of(mail))


def requester_address(ticket: Ticket) -> str:
    """Where the one who opened the ticket asked to be answered, "" if nowhere.

    Today's address of the person counts only as long as the ticket has none, and then the first
    reply fixes it: anybody with the public capture key can change what a person is known by.
    """
    return ticket.reply_address or ticket.requester.email


def _is_somebody(address: str) -> bool:
    """Not us: a ticket that answers itself would never end."""
    return addressing.is_deliverable(address) and not addressing.is_ours(address)


def _following(ticket: Ticket) -> list[str]:
    return [each.email for each in ticket.followers.all() if each.staff_id is None]


def _unsubscribed(ticket: Ticket, addresses: Sequence[str]) -> set[str]:
    """Those of them that left this ticket, or everything automatic."""
    theirs = Q(ticket=ticket) | Q(ticket__isnull=True)
    rows = Unsubscribed.objects.filter(theirs, address__in=[each.lower() for each in addresses])
    return set(rows.values_list("address", flat=True))
