"""The facts under a customer's name: what an account manager would ask first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from clew.core import clock
from clew.core.templatetags.ui import exact
from clew.web.customers import times
from clew.web.customers.text import clean, number

_ZONE_NAMES = ("timezone", "$timezone", "time_zone", "$geoip_time_zone")
_ROLE_NAMES = ("job_title", "title", "role")
_CURRENCIES = {"USD": "$", "EUR": "€", "GBP": "£"}


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str = ""
    title: str = ""  # the exact value, where the shown one is rounded
    is_minor: bool = False  # left out on a phone
    at: datetime | None = None  # shown instead of the value, kept true while the page is open
    tone: str = ""


def account_facts(plan: str, properties: Mapping[str, Any]) -> Iterator[Fact]:
    """Only what the product has told us; nothing is made up for a missing property."""
    plan = clean(plan or properties.get("plan"), 40)
    if plan:
        yield Fact("Plan", f"{plan[:1].upper()}{plan[1:]}")
    if money := _money(properties):
        yield money
    if seats := _seats(properties):
        yield Fact("Seats", seats)
    for label, names in (
        ("Renews", ("renews_at", "renewal_date", "renews_on")),
        ("Owner", ("owner", "account_owner", "csm", "owner_name")),
    ):
        value = next((properties[name] for name in names if properties.get(name)), None)
        if text := _date(value) if label == "Renews" else clean(value, 60):
            yield Fact(label, text)


def seen_facts(first: datetime, last: datetime | None) -> Iterator[Fact]:
    yield Fact(
        "First seen", times.day(timezone.localtime(first).date()), exact(first), is_minor=True
    )
    yield Fact("Last seen", at=last) if last else Fact("Last seen", "Never")


def local_time(properties: Mapping[str, Any]) -> Fact | None:
    """The customer's wall clock, if an event said which zone they are in."""
    zones = (times.zone_named(properties.get(name)) for name in _ZONE_NAMES)
    zone = next((zone for zone in zones if zone), None)
    if zone is None:
        return None
    city = clean(properties.get("$geoip_city_name"), 40)
    place = city or zone.key.rpartition("/")[2].replace("_", " ")
    return Fact(
        "Local time", f"{clock.now().astimezone(zone):%H:%M}, {place}", zone.key, is_minor=True
    )


def job(properties: Mapping[str, Any]) -> str:
    return next((text for name in _ROLE_NAMES if (text := clean(properties.get(name), 60))), "")


def _money(properties: Mapping[str, Any]) -> Fact | None:
    for label, names in (("MRR", ("mrr", "mrr_usd")), ("ARR", ("arr", "arr_usd"))):
        for name in names:
            value = number(properties.get(name))
            if value is not None:
                return Fact(label, amount(value, _currency(name, properties)))
    return None


def _currency(name: str, properties: Mapping[str, Any]) -> str:
    """Only a stated currency is shown; a bare number stays a bare number."""
    if name.endswith("_usd"):
        return "USD"
    return clean(properties.get("currency"), 3).upper()


def amount(value: float, currency: str) -> str:
    shown = f"{value:,.0f}" if value.is_integer() else f"{value:,.2f}"
    symbol = _CURRENCIES.get(currency)
    return f"{symbol}{shown}" if symbol else f"{shown} {currency}".strip()


def _seats(properties: Mapping[str, Any]) -> str:
    seats = number(properties.get("seats"))
    used = number(properties.get("seats_used"))
    if seats is None:
        return ""
    return f"{used:,.0f} of {seats:,.0f}" if used is not None else f"{seats:,.0f}"


def _date(value: Any) -> str:
    text = clean(value, 40)
    try:
        return times.day(date.fromisoformat(text[:10]))
    except ValueError:
        return text
