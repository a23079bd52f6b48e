"""Facts sorted into what one looks for in the audit log."""

from clew.core.facts import Fact
from clew.tickets.facts import TicketFact

KINDS = {
    "settings": "Settings",
    "access": "People and access",
    "tickets": "Tickets",
    "customers": "Customers and events",
}
ACCESS = ("clew.people.staff_facts", "clew.coverage.away_facts")
CUSTOMERS = ("clew.people.facts", "clew.people.note_facts", "clew.events")
KEYS = ("CaptureKey", "Environment", "ApiToken")


def names_of(kind: str) -> list[str] | None:
    """Names of facts; None for every kind."""
    if kind not in KINDS:
        return None
    return [name for name, fact in Fact.registry.items() if kind_of(fact) == kind]


def kind_of(fact: type[Fact]) -> str:
    if issubclass(fact, TicketFact):
        return "tickets"
    if fact.__module__.startswith(ACCESS) or any(each in fact.__name__ for each in KEYS):
        return "access"
    return "customers" if fact.__module__.startswith(CUSTOMERS) else "settings"
