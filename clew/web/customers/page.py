"""What a customer's page shows before its parts arrive."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from clew.channels.email.machines.absence import away_now, away_words
from clew.people import queries as people
from clew.people.models import Group, Person
from clew.people.queries import accounts
from clew.people.requests import StaffRequest
from clew.tickets.queries import ticket_counts_of
from clew.web.customers import headline
from clew.web.customers.account_facts import facts_of
from clew.web.customers.headline import Fact
from clew.web.customers.health import health_shown
from clew.web.customers.identity_warnings import refusal
from clew.web.customers.notes import notes_context
from clew.web.customers.property_values import rows_of
from clew.web.customers.subject import Subject, address
from clew.web.customers.tabs import TABS, Tab, tab_named
from clew.web.customers.text import clean

IDS_SHOWN = 6
IDS_LISTED = 200
GROUPS_SHOWN = 30
PLANS_SHOWN = 8
OF_ACCOUNT = {"Plan", "MRR", "ARR", "Trial ends", "Trial ended", "Renews", "Seats", "Owner", "CSM"}
WARNINGS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class DistinctId:
    text: str
    note: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class DistinctIds:
    shown: list[DistinctId]
    more: list[DistinctId]
    total: int

    @property
    def left_out(self) -> int:
        return self.total - len(self.shown) - len(self.more)


@dataclass(frozen=True, slots=True)
class GroupLink:
    name: str
    kind: str
    plan: str
    url: str
    last_seen_at: Any


def context_of(request: StaffRequest, subject: Subject) -> dict[str, Any]:
    shown = tab_named(request.GET.get("show", ""))
    common = {
        "subject": subject,
        "customer": subject.customer,
        "shown": shown,
        "tabs": [{"slug": t.slug, "label": t.label, "url": _feed(subject, t)} for t in TABS],
        "feed_url": _feed(subject, shown, name=request.GET.get("name", "")[:200]),
        "properties": rows_of(subject.customer.properties),
        "from_ticket": _ticket_number(request.GET.get("from", "")),
        **notes_context(request.user, subject.customer),
    }
    if subject.group is not None:
        return common | _of_group(request, subject.group)
    assert subject.person is not None
    return common | _of_person(subject.person, subject.distinct_ids)


def _of_group(request: StaffRequest, group: Group) -> dict[str, Any]:
    """Only an account has money, owners, plans and health."""
    if not group.type.is_account:
        return {"facts": list(_facts(group, None, []))}
    account = accounts.account_row(group)
    return {
        "facts": list(_facts(group, None, facts_of(group, account))),
        "health": health_shown(group, with_days=True),
        "plans": accounts.plan_history(group, PLANS_SHOWN),
        "open_tickets": ticket_counts_of(request.user, group).unsolved,
    }


def _of_person(person: Person, ids: list[str]) -> dict[str, Any]:
    groups = people.groups_of(person)
    account = next((group for group in groups if group.type.is_account), None)
    warnings = islice(people.warnings_of(person)[:WARNINGS_SHOWN], WARNINGS_SHOWN)
    return {
        "account": account,
        "account_url": address(account) if account else "",
        "new_ticket_url": f"/tickets/new?{urlencode({'email': person.email})}",
        "job": headline.job(person.properties),
        "facts": list(_facts(person, account, _of_account(account))),
        "health": health_shown(account),
        "ids": _distinct_ids(ids),
        "groups": [_link(group) for group in groups[:GROUPS_SHOWN]],
        "refusals": [refusal(warning) for warning in warnings],
    }


def _of_account(account: Group | None) -> list[Fact]:
    """On a person's page only what says how much they matter; the rest is on the account's."""
    found = facts_of(account, accounts.account_row(account)) if account else []
    return [fact for fact in found if fact.label in OF_ACCOUNT]


def _facts(customer: Person | Group, account: Group | None, known: list[Fact]) -> Iterator[Fact]:
    yield from known
    if not known and account is None:
        yield from headline.account_facts("", customer.properties)
    yield from headline.seen_facts(customer.created_at, customer.last_seen_at)
    if local := headline.local_time(customer.properties):
        yield local
    if isinstance(customer, Person) and (away := away_now(customer)):
        yield Fact("Mailbox says", away_words(away), away.said)
    if isinstance(customer, Person) and customer.email:
        yield Fact("Email", clean(customer.email, 80), is_minor=True)


def _distinct_ids(ids: list[str]) -> DistinctIds:
    """The newest beside the first: the first is who they began as, the newest who they are."""
    listed = [DistinctId(text, _note(text, place), place == 0) for place, text in enumerate(ids)]
    listed = listed[:IDS_LISTED]
    return DistinctIds(listed[:IDS_SHOWN], listed[IDS_SHOWN:], len(ids))


def _note(text: str, place: int) -> str:
    if place == 0:
        return "First"
    return "Device" if _looks_generated(text) else ""


def _looks_generated(text: str) -> bool:
    """Ids that SDKs make up for a device: four dashes, hexadecimal."""
    return text.count("-") == 4 and set(text) <= set("0123456789abcdefABCDEF-")  # noqa: PLR2004


def _link(group: Group) -> GroupLink:
    kind = clean(group.type.name, 40).capitalize()
    return GroupLink(
        clean(group.display_name, 80), kind, clean(group.plan, 40), address(group),
        group.last_seen_at,
    )  # fmt: skip


def _feed(subject: Subject, tab: Tab, *, name: str = "") -> str:
    asked = {"show": tab.slug} | ({"name": name} if name else {})
    return f"{address(subject.customer, tab.part)}?{urlencode(asked)}"


def _ticket_number(text: str) -> int | None:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 16 else None  # noqa: PLR2004
