"""Which of our addresses a ticket's mail comes from, and under which name."""

from email.headerregistry import Address

from django.db.models import Q

from clew.channels.email import addressing
from clew.channels.email.models import MailAddress
from clew.tickets.models import Delivery, Ticket


def address_for(ticket: Ticket) -> MailAddress | None:
    """Where its mail came to, else its team's address, else the default; None: CLEW_MAIL_FROM."""
    came_to = str(ticket.context.get("mail_to") or "").strip().lower()
    fitting = Q(address=came_to) | Q(address=addressing.base_of(came_to)) | Q(is_default=True)
    if ticket.team_id:
        fitting |= Q(team=ticket.team_id)
    return min(
        MailAddress.objects.filter(fitting).order_by("address"),
        key=lambda each: _distance(each, ticket, came_to),
        default=None,
    )


def _distance(address: MailAddress, ticket: Ticket, came_to: str) -> tuple[int, bool]:
    if address.address == came_to:
        near = 0
    elif came_to and address.address == addressing.base_of(came_to):
        near = 1
    elif ticket.team_id and address.team_id == ticket.team_id:
        near = 2
    else:
        near = 3
    return near, not address.is_default


def sender_of(address: MailAddress | None) -> Address:
    """As customers see it."""
    house = addressing.sender()
    if address is None:
        return house
    name = addressing.one_line(address.name) or house.display_name
    return Address(name, addr_spec=addressing.in_ascii(address.address))


def fixed_for(delivery: Delivery) -> MailAddress | None:
    """The address that each attempt of this row goes from, as long as it is ours.

    Another team or another setting between two attempts would make it another mail, which the
    receiver could not tell from a second one.
    """
    house = addressing.sender().addr_spec.lower()
    if delivery.sender:
        kept = MailAddress.objects.filter(address=delivery.sender).first()
        if kept or delivery.sender == house:
            return kept
    address = address_for(delivery.message.ticket)
    delivery.sender = address.address if address else house
    Delivery.objects.filter(pk=delivery.pk).update(sender=delivery.sender)
    return address
