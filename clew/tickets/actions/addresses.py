"""Where replies to a requester go, decided once; see Ticket.reply_address."""

from clew.people.models import Person
from clew.tickets.models import Ticket
from clew.tickets.validation import storable

MAX_ADDRESS = 320  # characters: 64 before the @, 255 after it


def address_at_first(person: Person, given: str = "") -> str:
    """Products put anything into ``email``; what is longer than an address is none."""
    address = str(storable(given or person.email)).strip()
    return address if len(address) <= MAX_ADDRESS else ""


def fix_reply_address(ticket: Ticket) -> None:
    """Where the first reply goes, the later ones go too."""
    if not ticket.reply_address and (known := address_at_first(ticket.requester)):
        ticket.reply_address = known
        ticket.save(update_fields=["reply_address"])
