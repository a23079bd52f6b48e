"""Which of our addresses a ticket's mail comes from, and under which name."""

from collections import defaultdict
from collections.abc import Iterable
from email.headerregistry import Address

from clew.channels.email import addressing
from clew.channels.email.models import MailAddress
from clew.channels.email.outgoing.batch import once
from clew.tickets.models import Delivery, Ticket


def address_for(ticket: Ticket) -> MailAddress | None:
    """Where its mail came to, else its team's address, else the default; None: CLEW_MAIL_FROM."""
    came_to = str(ticket.context.get("mail_to") or "").strip().lower()
    wanted = {came_to, addressing.base_of(came_to)}
    fitting = [
        each
        for each in _addresses()
        if each.address in wanted
        or each.is_default
        or (ticket.team_id and each.team_id == ticket.team_id)
    ]
    return min(fitting, key=lambda each: _distance(each, ticket, came_to), default=None)


def _addresses() -> list[MailAddress]:
    """All of ours: they are few."""
    return once("addresses", lambda: list(MailAddress.objects.order_by("address")))


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
    fix_senders([delivery])
    return _named(delivery.sender)


def fix_senders(deliveries: Iterable[Delivery]) -> None:
    """One statement for each address that is new to some of them."""
    fresh: dict[str, list[int]] = defaultdict(list)
    for each in deliveries:
        if each.sender and (each.sender == _house() or _named(each.sender)):
            continue
        address = address_for(each.message.ticket)
        each.sender = address.address if address else _house()
        fresh[each.sender].append(each.pk)
    for sender, ids in fresh.items():
        Delivery.objects.filter(pk__in=ids).update(sender=sender)


def _named(address: str) -> MailAddress | None:
    return next((each for each in _addresses() if each.address == address), None)


def _house() -> str:
    return addressing.sender().addr_spec.lower()
