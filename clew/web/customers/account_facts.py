"""An account's money, dates and owners as facts under its name."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from clew.core import clock
from clew.core.templatetags.ui import exact
from clew.people.models import Account, Group, OwnerKind
from clew.web.customers import times
from clew.web.customers.headline import Fact, account_facts, amount
from clew.web.customers.text import clean

_SOON = timedelta(days=14)
_OWNERS = {f"${kind.value}": kind.value.upper() for kind in OwnerKind}  # $csm: CSM
_ORDER = ("Plan", "MRR", "ARR", "Trial ends", "Trial ended", "Seats", "Renews", "Owner",
          *_OWNERS.values(), "Region", "Risk")  # fmt: skip


def facts_of(group: Group, account: Account) -> list[Fact]:
    """What Clew knows wins over what the product calls by the same name."""
    said = {fact.label: fact for fact in account_facts(group.plan, group.properties)}
    known = {fact.label: fact for fact in _known(account)}
    if _OWNERS.keys() & account.known.keys():
        said.pop("Owner", None)
    found = said | known
    return [found[label] for label in _ORDER if label in found]


def _known(account: Account) -> Iterator[Fact]:
    yield from _money(account)
    yield from _trial(account.trial_ends_at)
    if account.seats is not None:
        used = account.seats_used
        of = f"{used:,} of {account.seats:,}" if used is not None else f"{account.seats:,}"
        yield Fact("Seats", of, tone="red" if used is not None and used > account.seats else "")
    if account.renews_at is not None:
        near = timedelta() <= account.renews_at - clock.now() <= _SOON
        yield _day("Renews", account.renews_at, "amber" if near else "")
    for key, label in _OWNERS.items():
        if name := clean(account.known.get(key), 60):
            yield Fact(label, name)
    if account.region:
        yield Fact("Region", clean(account.region, 40), is_minor=True)
    if account.risk:
        yield Fact("Risk", clean(account.risk, 40))


def _money(account: Account) -> Iterator[Fact]:
    for label, value in (("MRR", account.mrr), ("ARR", account.arr)):
        if value is not None:
            yield Fact(label, money(value, account.currency))


def money(value: Decimal, currency: str) -> str:
    return amount(float(value), currency.upper())


def _trial(ends: datetime | None) -> Iterator[Fact]:
    if ends is None:
        return
    left = ends - clock.now()
    if left < timedelta():
        yield _day("Trial ended", ends, "red")
    else:
        yield _day("Trial ends", ends, "amber" if left <= _SOON else "")


def _day(label: str, at: datetime, tone: str) -> Fact:
    return Fact(label, times.day(timezone.localtime(at).date()), exact(at), tone=tone)
