"""What a ticket asked in its customer's own words, as plain text."""

from clew.tickets.models import AuthorKind, Message, Ticket
from clew.tickets.rendering import plain_text


def first_words(ticket: Ticket) -> str:
    asked = Message.objects.filter(ticket=ticket, author_kind=AuthorKind.CUSTOMER, public=True)
    first = asked.order_by("created_at", "id").values_list("body", flat=True).first()
    return plain_text(first) if first else ""


def page_of_ticket(ticket: Ticket) -> str:
    """The address that it was sent from, if its channel said one."""
    return str(ticket.context.get("url", "")) if isinstance(ticket.context, dict) else ""
