"""How somebody becomes known: the visit before, the sign-up, and later devices."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from clew.demo.activity.moments import Event, Moment, wire_event
from clew.demo.company.cast import Account, Customer
from clew.demo.company.devices import Device
from clew.demo.company.staff import staff_named
from clew.demo.edition import Edition, dice

REFERRERS = ("search", "a colleague", "newsletter", "conference talk", "partner", "podcast")
TOP_MRR = 11_000  # US dollars a month


def arrivals(edition: Edition, who: Customer) -> list[tuple[datetime, Device]]:
    """When this person first signs in on each of their devices."""
    roll = dice("arrival", who.distinct_id)
    found = []
    for number, device in enumerate(who.devices):
        ago = who.joined if number == 0 else int(who.joined * roll.uniform(0.2, 0.9))
        at = edition.day(-ago) + timedelta(hours=roll.uniform(7.5, 15.5))
        found.append((at.replace(microsecond=0), device))
    return found


def first_sign_in(edition: Edition, who: Customer, device: Device, at: datetime) -> list[Event]:
    """Some pages as nobody, then $identify; a sign-up if it is the first device."""
    roll = dice("joining", who.distinct_id, device.anonymous_id)
    nobody = replace(who, account=None, distinct_id=device.anonymous_id)
    before = Moment(edition, nobody, device, at, roll)
    before.page("/", "Ottergrid: work that moves itself")
    is_new = device is who.devices[0]
    before.page("/signup" if is_new else "/sign-in", "Create an account" if is_new else "Sign in")
    moment = Moment(edition, who, device, before.now, roll)
    moment.session_id = before.session_id
    moment.path = "/home"
    joined = edition.day(-who.joined).date().isoformat()
    first = {"signed_up_on": joined, "first_heard_of_us": roll.choice(REFERRERS)}
    moment.browser(
        "$identify",
        {"$anon_distinct_id": device.anonymous_id},
        set=about(who),
        set_once=first,
    )
    moment.wait(1, 3)
    moment.browser("signed_up" if is_new else "logged_in", {"method": "password"})
    moment.page("/home", "Home")
    return [*before.out, *moment.out]


def about(who: Customer) -> dict[str, Any]:
    """A person's properties as the product knows them."""
    account = who.account
    if account is None:
        return {}
    return {
        "name": who.name,
        "email": who.email,
        "job_title": who.role,
        "role": "admin" if who.is_admin else "member",
        "time_zone": account.zone,
        "locale": f"en-{account.country}",
        "company": account.name,
        "plan": account.plan,
    }


def describe_groups(edition: Edition, account: Account, at: datetime) -> list[Event]:
    """$groupidentify for the organisation and its projects, under a stand-in id."""
    found = [_describe(edition, at, "organization", account.key, organisation(edition, account))]
    for project in account.projects:
        key = f"prj_{account.slug}_{project}"
        more = {"name": project, "organization": account.key, "region": account.region}
        found.append(_describe(edition, at, "project", key, more))
    return found


def organisation(edition: Edition, account: Account) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": account.name,
        "plan": account.plan,
        "mrr": account.mrr,
        "seats": account.seats,
        "region": account.region,
        "industry": account.industry,
        "city": account.city,
        "country": account.country,
        "website": f"https://www.{account.slug}.example",
        "customer_since": edition.day(-account.since).date().isoformat(),
    }
    if account.mrr >= TOP_MRR:
        found["top_customer"] = True
    if account.mrr and account.mood == "fading":
        found["churn_risk"] = "high"
    if account.renews:
        found["renews_on"] = edition.day(account.renews).date().isoformat()
    if account.owner:
        found["owner"] = staff_named(account.owner).name
    return found


def _describe(
    edition: Edition, at: datetime, kind: str, key: str, properties: dict[str, Any]
) -> Event:
    said = {"$group_type": kind, "$group_key": key, "$group_set": properties}
    return wire_event(edition, "$groupidentify", at, f"${kind}_{key}", said)
