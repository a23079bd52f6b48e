"""Search over everything somebody at a desk looks for: tickets, customers, pages."""

from dataclasses import dataclass, field

from django.urls import reverse

from clew.people import queries
from clew.people.models import Environment, Group, Staff
from clew.tickets import queries as tickets
from clew.tickets.models import Ticket

SHOWN = 7  # of each kind


@dataclass(frozen=True)
class Place:
    label: str
    url: str
    icon: str
    keys: str = ""


@dataclass(frozen=True)
class FoundCustomer:
    name: str
    aside: str
    url: str
    kind: str  # "" or "company"


@dataclass(frozen=True)
class Results:
    q: str
    places: list[Place] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)
    customers: list[FoundCustomer] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not (self.places or self.tickets or self.customers)


PLACES = [
    Place("Inbox", "/inbox", "inbox", "G I"),
    Place("Customers", "/customers/", "users", "G C"),
    Place("Notifications", "/notifications", "bell", "G N"),
    *(Place(view.label, f"/inbox/{view.slug}", view.icon) for view in tickets.VIEWS),
    Place("Your profile", "/settings/profile", "user"),
    Place("Password and passkeys", "/settings/security", "shield"),
]
ADMIN_PLACES = [
    Place("People and roles", "/settings/staff", "users"),
    Place("Teams", "/settings/teams", "layers"),
    Place("API tokens", "/settings/tokens", "key"),
    Place("Environments and capture keys", "/settings/keys", "hook"),
    Place("Mail", "/settings/mail", "mail"),
    Place("Refused events", "/settings/quarantine", "alert"),
    Place("Failed jobs", "/settings/dead-letters", "retry"),
]


def find(staff: Staff, environment: Environment, q: str) -> Results:
    """With nothing typed: where one can go."""
    q = q.strip()
    places = [*PLACES, *ADMIN_PLACES] if staff.is_admin else PLACES
    if not q:
        return Results(q, places=places[:6])
    matching = [place for place in places if q.lower() in place.label.lower()]
    found = [hit.ticket for hit in tickets.search(staff, environment, q, limit=SHOWN).items]
    people = queries.search_customers(staff, environment, q, limit=SHOWN).items
    return Results(q, matching[:4], found, [shown(customer) for customer in people])


def shown(customer: queries.Customer) -> FoundCustomer:
    if isinstance(customer, Group):
        url = reverse("group", args=[customer.type.name, customer.key])
        return FoundCustomer(customer.display_name, customer.type.name, url, "company")
    url = reverse("person", args=[customer.pk])
    return FoundCustomer(customer.display_name, customer.email, url, "")
