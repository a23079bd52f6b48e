"""The list of customers: people and groups, whoever was seen last first, or what a search finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Count

from clew.people import queries as people
from clew.people.models import Environment, Group, GroupType, Membership, Person
from clew.people.requests import StaffRequest
from clew.tickets.queries import tickets_visible_to
from clew.web.customers.connect import how_to
from clew.web.customers.subject import address
from clew.web.customers.text import clean

ROWS = 50
_PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Row:
    url: str
    name: str
    is_person: bool
    known_by: str  # email, or group key
    account: str
    plan: str
    state: str
    last_seen_at: datetime | None
    open_tickets: int


def context_of(request: StaffRequest) -> dict[str, Any]:
    q = request.GET.get("q", "").strip()[:200]
    types = list(GroupType.objects.filter(environment=request.environment))
    tab = _tab(request.GET.get("type", ""), types)
    page = _page(request, q, tab)
    asked = {"q": q} if q else {"type": tab}
    more = f"?{urlencode(asked | {'cursor': page.next_cursor})}" if page.next_cursor else ""
    is_empty = not page.items and not q and "cursor" not in request.GET
    return {
        "q": q, "tab": "" if q else tab, "tabs": _tabs(types), "next_url": more,
        "rows": rows_of(request.user, request.environment, page.items),
        "connect": how_to("customers", request.environment) if is_empty else None,
        "type": tab,
    }  # fmt: skip


def rows_of(
    reader: people.Reader, environment: Environment, customers: Sequence[Person | Group]
) -> list[Row]:
    """Three statements, however many customers."""
    persons = [one for one in customers if isinstance(one, Person)]
    groups = [one for one in customers if isinstance(one, Group)]
    accounts = _accounts(persons)
    asking = _open_tickets(reader, environment, "requester_id", persons)
    asking_groups = _open_tickets(reader, environment, "account_id", groups)
    return [
        _person(one, accounts.get(one.pk), asking.get(one.pk, 0))
        if isinstance(one, Person)
        else _group(one, asking_groups.get(one.pk, 0))
        for one in customers
    ]


def _person(person: Person, account: Group | None, asking: int) -> Row:
    return Row(
        url=address(person),
        name=clean(person.display_name, 80),
        is_person=True,
        known_by=clean(person.email, 80),
        account=clean(account.display_name, 60) if account else "",
        plan=clean(account.plan if account else person.properties.get("plan"), 30),
        state="Identified" if person.is_identified else "Anonymous",
        last_seen_at=person.last_seen_at,
        open_tickets=asking,
    )


def _group(group: Group, asking: int) -> Row:
    return Row(
        url=address(group),
        name=clean(group.display_name, 80),
        is_person=False,
        known_by=clean(group.key, 80),
        account="",
        plan=clean(group.plan, 30),
        state=clean(group.type.name, 30).capitalize(),
        last_seen_at=group.last_seen_at,
        open_tickets=asking,
    )


def _accounts(persons: Sequence[Person]) -> dict[Any, Group]:
    """The account each was seen in last."""
    seen = Membership.objects.filter(person__in=persons, group__type__is_account=True)
    latest = seen.order_by("person_id", "-last_seen_at", "pk").distinct("person_id")
    return {one.person_id: one.group for one in latest.select_related("group")} if persons else {}


def _open_tickets(
    reader: people.Reader,
    environment: Environment,
    field: str,
    customers: Sequence[Person] | Sequence[Group],
) -> dict[Any, int]:
    if not customers:
        return {}
    wanted = {f"{field}__in": [one.pk for one in customers]}
    tickets = tickets_visible_to(reader, environment).unsolved().filter(**wanted)
    return dict(tickets.order_by().values_list(field).annotate(count=Count("pk")))


def _page(request: StaffRequest, q: str, tab: str) -> people.Page[Any]:
    reader, environment = request.user, request.environment
    cursor = request.GET.get("cursor", "")
    try:
        if q:
            return people.search_customers(reader, environment, q, cursor, ROWS)
        if tab == _PEOPLE:
            return people.recent_people(reader, environment, cursor=cursor, limit=ROWS)
        return people.recent_groups(reader, environment, type=tab[1:], cursor=cursor, limit=ROWS)
    except ValidationError as error:
        raise BadRequest("This is not a place in the list.") from error


def _tab(asked: str, types: Sequence[GroupType]) -> str:
    """``people``, or ``:`` and a group type's name; a type may be called "people" too."""
    return asked if asked in {f":{one.name}" for one in types} else _PEOPLE


def _tabs(types: Sequence[GroupType]) -> list[tuple[str, str, str]]:
    named = [(f":{one.name}", _plural(clean(one.name, 40)), one.name) for one in types]
    return [(slug, label, f"?{urlencode({'type': slug})}") for slug, label, _ in
            [(_PEOPLE, "People", ""), *named]]  # fmt: skip


def _plural(name: str) -> str:
    ending = {"y": "ies", "s": "ses"}.get(name[-1:], "")
    if name[-2:] in {"ay", "ey", "oy", "uy"}:
        ending = ""
    if name.endswith("s") and not name.endswith("ss"):
        return name.capitalize()
    return (name[:-1] + ending if ending == "ies" else name + (ending or "s")).capitalize()
