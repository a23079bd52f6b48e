"""The health of the ticket's account, as a column."""

from clew.tickets.models import Ticket
from clew.tickets.queries.columns import Column, register_column


def _health(ticket: Ticket) -> str:
    """“72, fair”; nothing for an account without a score."""
    details = getattr(ticket.account, "account", None) if ticket.account else None
    known = details.known if details else {}
    if known.get("$health") is None:
        return ""
    return f"{known['$health']}, {known.get('$health_band', '')}"


register_column(Column("account_health", "Account health", _health, ("account__account__known",)))
