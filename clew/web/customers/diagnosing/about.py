"""The ticket a page of diagnosis came from: the time that is looked around, and what it says."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import Http404

from clew.people.models import Group, Person
from clew.people.requests import StaffRequest
from clew.tickets.models import Ticket
from clew.tickets.queries import public_messages, ticket_for

LETTERS = 20_000  # of a message that are looked at
DIGITS = 15


@dataclass(frozen=True)
class About:
    ticket: Ticket | None = None

    @property
    def at(self) -> datetime | None:
        return self.ticket.created_at if self.ticket else None

    @property
    def query(self) -> str:
        return urlencode(self.asked)

    @property
    def asked(self) -> dict[str, str]:
        return {"ticket": str(self.ticket.number)} if self.ticket else {}

    @property
    def words(self) -> str:
        """What the customer wrote when the ticket opened."""
        if self.ticket is None:
            return ""
        first = public_messages(self.ticket).first()
        return f"{self.ticket.subject}\n{first.body if first else ''}"[:LETTERS]

    def funnel_url(self, customer: Person | Group, part: str = "funnel") -> str:
        return f"/insights/{part}?{urlencode(named(customer) | self.asked)}"


def named(customer: Person | Group) -> dict[str, str]:
    """As an address says it."""
    if isinstance(customer, Person):
        return {"person": str(customer.pk)}
    return {"type": customer.type.name, "account": customer.key}


def about_of(request: StaffRequest) -> About:
    """``?ticket=``. Raises Http404 for one the reader does not see."""
    text = request.GET.get("ticket", "")
    if not text:
        return About()
    if not (text.isascii() and text.isdecimal() and len(text) <= DIGITS):
        raise Http404("There is no such ticket.")
    try:
        return About(ticket_for(request.user, int(text)))
    except Ticket.DoesNotExist:
        raise Http404("There is no such ticket.") from None
