"""Search over everything somebody at a desk looks for: tickets, customers, pages."""

from dataclasses import dataclass, field

from django.urls import reverse

from clew.people import queries
from clew.people.models import Environment, Group, Person, Staff
from clew.routing.queries.who_owns import Answer, who_owns
from clew.tickets import queries as tickets
from clew.tickets.models import Macro
from clew.tickets.queries.macros import macros_for
from clew.tickets.queries.search_conditions import Place as Where
from clew.tickets.queries.search_suggestions import Suggestion, suggestions
from clew.tickets.searching import Hint, Term, parse
from clew.web.settings.pages import find as find_settings

SHOWN = 6  # of each kind
FEW = 4
OWNERS = 2


@dataclass(frozen=True)
class Place:
    label: str
    url: str
    icon: str
    keys: str = ""
    help: str = ""


@dataclass(frozen=True)
class FoundCustomer:
    name: str
    aside: str
    url: str
    kind: str  # "" or "company"


@dataclass(frozen=True)
class Results:
    q: str
    found: tickets.Found
    customers: list[FoundCustomer] = field(default_factory=list)
    alike: bool = False  # nobody is called so: the customers' names look like it
    macros: list[Macro] = field(default_factory=list)
    views: list[Place] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)
    owners: list[Answer] = field(default_factory=list)  # of the areas that the words point to

    @property
    def tickets(self) -> list[tickets.Hit]:
        return self.found.items

    @property
    def empty(self) -> bool:
        shown = (self.places, self.tickets, self.customers, self.macros, self.views, self.owners)
        return not any(shown)


PLACES = [
    Place("Inbox", "/inbox", "inbox", "G I"),
    Place("Customers", "/customers/", "users", "G C"),
    Place("Insights", "/insights", "chart", "G R"),
    Place("SQL", "/insights/sql", "code"),
    Place("Notifications", "/notifications", "bell", "G N"),
    Place("Who is on", "/who-is-on", "users"),
    Place("Search", "/search", "search"),
    Place("Who owns this?", "/ownership", "help"),
    Place("Settings", "/settings", "sliders"),
]


def palette(staff: Staff, environment: Environment, q: str) -> Results:
    """A few of everything. With nothing typed: where one can go."""
    q = q.strip("\n")
    if not q.strip():
        return Results(q, tickets.Found(parse("")), places=PLACES)
    found = tickets.search(staff, environment, q, limit=SHOWN, whole=False)
    words = spoken(found)
    customers, alike = customers_found(staff, environment, found, limit=FEW)
    return Results(
        q,
        found,
        customers,
        alike,
        _macros(staff, words),
        _views(staff, words),
        _pages(staff, words),
        suggestions(Where(staff, environment), q),
        _hints(found, customers, alike=alike),
        _owners(found, q),
    )


def everything(staff: Staff, environment: Environment, q: str) -> Results:
    """For the search page: tickets by the page, and the customers meant."""
    found = tickets.search(staff, environment, q, whole=False)
    customers, alike = customers_found(staff, environment, found, limit=SHOWN)
    pages = _pages(staff, spoken(found))
    hints = _hints(found, customers, alike=alike)
    return Results(q, found, customers, alike, places=pages, hints=hints)


def spoken(found: tickets.Found) -> str:
    """The words without the operators; "" when operators ask for tickets only."""
    return "" if found.asked.terms else " ".join(word.text for word in found.asked.wanted)


def customers_found(
    staff: Staff, environment: Environment, found: tickets.Found, limit: int
) -> tuple[list[FoundCustomer], bool]:
    """And whether their names are only like it: asked when nothing else was found."""
    words = spoken(found)
    if not words:
        return [], False
    exact = queries.search_customers(staff, environment, words, limit=limit).items
    if exact or found.items:
        return [shown(customer) for customer in exact], False
    alike = queries.customers_alike(staff, environment, words, limit=limit)
    return [shown(customer) for customer in alike], True


def shown(customer: queries.Customer) -> FoundCustomer:
    if isinstance(customer, Group):
        url = reverse("group", args=[customer.type.name, customer.key])
        aside = f"{customer.plan.capitalize()} plan" if customer.plan else customer.type.name
        return FoundCustomer(customer.display_name, aside, url, "company")
    return _person(customer)


def _person(person: Person) -> FoundCustomer:
    aside = person.email if person.email != person.display_name else ""
    return FoundCustomer(person.display_name, aside, reverse("person", args=[person.pk]), "")


def _hints(found: tickets.Found, customers: list[FoundCustomer], *, alike: bool) -> list[Hint]:
    hints = list(found.hints)
    if alike and customers and not found.items:
        meant = customers[0].name
        better = str(Term("requester", meant)) if customers[0].kind == "" else f"account:{meant}"
        hints.append(Hint(f"Nobody is called so. Did you mean {meant}?", better))
    return hints


def _has(words: str, *texts: str) -> bool:
    return all(word in " ".join(texts).lower() for word in words.lower().split())


def _owners(found: tickets.Found, q: str) -> list[Answer]:
    """Of the areas meant. An address is no search with operators, whatever colons it has."""
    is_address = "/" in q and " " not in q.strip()
    words = q if is_address else spoken(found)
    return who_owns(words, most=OWNERS) if words else []


def _macros(staff: Staff, words: str) -> list[Macro]:
    if not words:
        return []
    usable = macros_for(staff).order_by("name", "pk").only("name", "folder")
    for word in words.split():
        usable = usable.filter(name__icontains=word)
    return list(usable[:FEW])


def _views(staff: Staff, words: str) -> list[Place]:
    if not words:
        return []
    return [
        Place(view.label, f"/inbox/{view.slug}", view.icon)
        for view in tickets.views_for(staff)
        if _has(words, view.label)
    ][:FEW]


def _pages(staff: Staff, words: str) -> list[Place]:
    if not words:
        return []
    found = [place for place in PLACES if _has(words, place.label)]
    pages = find_settings(staff, words)
    return [*found, *(Place(each.label, each.url, each.icon, "", each.place) for each in pages)][
        :FEW
    ]
