"""Who is in the story: Ottergrid's accounts and everybody who uses its product."""

import hashlib
import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from clew.demo.company.devices import Device, devices_for
from clew.demo.edition import dice

HERE = Path(__file__).parent
VISITORS = 48  # people who never signed in
KEENNESS = {"Free": 0.18, "Pay-as-you-go": 0.28, "Boost": 0.35, "Scale": 0.38, "Enterprise": 0.38}


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    slug: str
    plan: str
    mrr: int  # US dollars a month
    seats: int
    people: int
    region: str  # eu or us: where its data is
    zone: str
    city: str
    country: str
    industry: str
    since: int  # days before today
    renews: int  # days after today; 0 on the Free plan
    owner: str  # handle of a member of staff
    mood: str
    projects: tuple[str, ...]
    contacts: tuple[str, ...]

    @property
    def key(self) -> str:
        return f"org_{self.slug}"


@dataclass(frozen=True, slots=True)
class Customer:
    """``handle`` is how stories call somebody: the local part of the email address."""

    handle: str
    name: str
    email: str
    role: str
    account: Account | None  # None: a visitor
    distinct_id: str
    devices: tuple[Device, ...]
    joined: int  # days before today
    keenness: float  # chance to be active on a weekday
    starts_at: float  # local hour at which a day usually begins
    seat: int = 0  # place in the account; 0 owns it
    groups: dict[str, str] = field(default_factory=dict)

    @property
    def is_admin(self) -> bool:
        return self.seat == 0


@cache
def accounts() -> tuple[Account, ...]:
    return tuple(
        Account(**{**row, "projects": tuple(row["projects"]), "contacts": tuple(row["contacts"])})
        for row in _read("accounts.toml")["accounts"]
    )


@cache
def customers() -> tuple[Customer, ...]:
    """Everybody with an account, in order of accounts; contacts come before the rest."""
    return tuple(person for account in accounts() for person in _members(account))


@cache
def visitors() -> tuple[Customer, ...]:
    return tuple(_visitor(number) for number in range(VISITORS))


@cache
def customer(handle: str) -> Customer:
    return next(person for person in customers() if person.handle == handle)


def short_id(*names: object, size: int = 5) -> str:
    return hashlib.blake2b(":".join(map(str, names)).encode(), digest_size=size).hexdigest()


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text("utf-8"))


@cache
def _names() -> dict[str, list[str]]:
    """First and family names, dealt out so that no full name comes twice."""
    found = _read("names.toml")
    dice("names").shuffle(found["given"])
    dice("families").shuffle(found["family"])
    return found


def _members(account: Account) -> list[Customer]:
    named = [contact.split("|") for contact in account.contacts]
    first = sum(a.people - len(a.contacts) for a in _before(account))
    others = [_extra(first + n) for n in range(account.people - len(named))]
    return [_member(account, seat, *who) for seat, who in enumerate([*named, *others])]


def _before(account: Account) -> tuple[Account, ...]:
    everybody = accounts()
    return everybody[: everybody.index(account)]


def _extra(number: int) -> tuple[str, str]:
    names = _names()
    given, family = names["given"], names["family"]
    turn = number + number // len(given)
    who = f"{given[number % len(given)]} {family[(turn * 7) % len(family)]}"
    return who, names["roles"][(number * 5) % len(names["roles"])]


def _member(account: Account, seat: int, name: str, role: str) -> Customer:
    handle = _handle(name)
    roll = dice("person", account.slug, handle)
    known = seat < len(account.contacts)
    joined = account.since if seat == 0 else int(account.since * roll.uniform(0.05, 1))
    keenness = KEENNESS[account.plan] * roll.lognormvariate(0, 0.45) * (1.5 if known else 1)
    groups = {"organization": account.key}
    if account.projects:
        groups["project"] = f"prj_{account.slug}_{account.projects[seat % len(account.projects)]}"
    return Customer(
        handle=handle,
        name=name,
        email=f"{handle}@{account.slug}.example",
        role=role,
        account=account,
        distinct_id=f"usr_{short_id(handle, account.slug)}",
        devices=devices_for(handle, account.slug, roll),
        joined=joined,
        keenness=min(keenness, 0.92),
        starts_at=roll.gauss(9.2, 0.8),
        seat=seat,
        groups=groups,
    )


def _visitor(number: int) -> Customer:
    roll = dice("visitor", number)
    devices = devices_for("visitor", number, roll)[:1]
    return Customer(
        handle=f"visitor-{number}",
        name="",
        email="",
        role="",
        account=None,
        distinct_id=devices[0].anonymous_id,
        devices=devices,
        joined=roll.randrange(1, 88),
        keenness=0.08,
        starts_at=roll.uniform(8, 20),
    )


def _handle(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return plain.lower().replace("-", "").replace(" ", ".")
