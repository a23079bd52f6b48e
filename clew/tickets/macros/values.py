"""What the variables of a macro are on one ticket, for one agent. "" is: not known."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings

from clew.people.models import Group, Person, Staff
from clew.people.queries.accounts import account_property
from clew.tickets.fields import definitions, value_words
from clew.tickets.macros.rendering import Rendered, rendered
from clew.tickets.models import Ticket

TRUSTED = frozenset({"agent.signature"})  # Markdown of our own
MAX_VALUE = 500  # characters
Read = Callable[[str], str]


def render_for(
    text: str,
    ticket: Ticket,
    *,
    staff: Staff | None,
    agent: str = "",
    given: Mapping[str, str] | None = None,
) -> Rendered:
    """``given`` are values somebody wrote by hand; ``agent`` is the name without ``staff``."""
    read = reader_of(ticket, staff=staff, agent=agent)
    by_hand = given or {}
    return rendered(text, lambda path: by_hand.get(path) or read(path), trusted=TRUSTED)


def reader_of(ticket: Ticket, *, staff: Staff | None, agent: str = "") -> Read:
    sources: dict[str, Read] = {
        "customer": lambda name: _of_person(ticket.requester, name),
        "account": lambda name: _of_account(ticket.account, name),
        "agent": lambda name: _of_agent(staff, agent, name),
        "ticket": lambda name: _of_ticket(ticket, name),
    }

    def read(path: str) -> str:
        root, _, name = path.partition(".")
        return sources[root](name).strip()[:MAX_VALUE] if root in sources else ""

    return read


def said(value: Any) -> str:
    """A property as a person would write it; "" for what is no single value."""
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(filter(None, (said(each) for each in value[:20])))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _first(name: str) -> str:
    return name.split(maxsplit=1)[0] if name.strip() and "@" not in name else ""


def _of_person(person: Person, name: str) -> str:
    own = {"name": person.name, "first_name": _first(person.name), "email": person.email}
    return own.get(name) or said(person.property_value(name))


def _of_account(account: Group | None, name: str) -> str:
    if account is None:
        return ""
    own = {"name": account.name, "plan": account.plan}
    return own.get(name) or said(account_property(account, name))


def _of_agent(staff: Staff | None, agent: str, name: str) -> str:
    if staff is None:
        return {"name": agent, "first_name": _first(agent)}.get(name, "")
    own = {
        "name": staff.name,
        "first_name": _first(staff.name),
        "email": staff.email,
        "signature": staff.signature,
    }
    return own.get(name, "")


def _of_ticket(ticket: Ticket, name: str) -> str:
    if name.startswith("fields."):
        return _field(ticket, name.removeprefix("fields."))
    own: dict[str, Callable[[], Any]] = {
        "number": lambda: ticket.number,
        "subject": lambda: ticket.subject,
        "url": lambda: f"{settings.CLEW_BASE_URL}{ticket.get_absolute_url()}",
        "status": ticket.get_status_display,
        "severity": ticket.get_severity_display,
        "priority": ticket.get_priority_display,
        "area": lambda: ticket.area,
        "team": lambda: ticket.team,
        "assignee": lambda: ticket.assignee,
    }
    return said(own[name]()) if name in own else ""


def _field(ticket: Ticket, slug: str) -> str:
    found = next((field for field in definitions(retired=True) if field.slug == slug), None)
    return value_words(found, ticket.fields.get(slug)) if found else ""
