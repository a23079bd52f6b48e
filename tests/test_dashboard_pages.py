"""The dashboard as people meet it: guesses, choices, who may, and the lists behind its numbers."""

import json
import re
import uuid
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from clew.analytics.dashboard.guessing import guesses, plain
from clew.analytics.dashboard.names import SeenEvent
from clew.analytics.dashboard.roles import Role
from clew.analytics.selections import selected
from clew.core import clock
from clew.core.models import FactRecord
from clew.events.store.rows import insert
from clew.people.models import Environment, GroupType
from clew.people.models import Role as StaffRole
from tests import cast

PARTS = ["active", "power", "lifecycle", "conversion", "signups", "paying", "events"]


@pytest.fixture
def production(db):
    from django.core.cache import cache

    cache.clear()
    return Environment.objects.get_or_create(name="production", is_default=True)[0]


@pytest.fixture
def events(production, store):
    """Five people: each was active, three signed up, two of them paid. One visitor."""
    GroupType.objects.create(environment=production, name="company", index=0, is_account=True)
    today = clock.now().replace(hour=0, minute=1)
    rows = []
    for person in range(6):
        for ago, event in [(9, "opened"), (8, "signed_up"), (3, "invoice_paid"), (0, "opened")]:
            if (event == "signed_up" and person > 2) or (event == "invoice_paid" and person > 1):
                continue
            rows.append(
                {
                    "environment_id": production.pk, "distinct_id": f"d{person}",
                    "timestamp": (today - timedelta(days=ago)).timestamp(),
                    "uuid": str(uuid.uuid4()), "event": event,
                    "person_id": str(uuid.UUID(int=person + 1)), "properties_text": "{}",
                    "person_mode": "propertyless" if person == 5 else "full", "lib": "web",
                    "group_0": f"c{person % 2}", "received_at": today.timestamp(),
                }
            )  # fmt: skip
    insert(store, rows, token=str(uuid.uuid4()))
    return rows


def signed_in(staff):
    client = Client()
    client.force_login(staff)
    return client


@pytest.fixture
def owner(production):
    return signed_in(cast.staff(role=StaffRole.OWNER))


def links(html, what):
    found = (unescape(one) for one in re.findall(r'href="(/customers/\?[^"]+)"', html))
    return [one for one in found if f"what%3D{what}" in one]


def behind(production, url):
    asked = parse_qs(urlsplit(url).query)
    return selected(production, asked["selection"][0], asked["of"][0])


def test_before_any_event_the_page_says_what_will_fill_it(owner, store):
    page = owner.get("/insights").content.decode()
    assert "No customer did anything yet" in page
    assert 'hx-get="/insights/active' not in page


def test_each_number_opens_the_customers_behind_it(owner, production, events):
    html = {part: owner.get(f"/insights/{part}?days=30").content.decode() for part in PARTS}
    five = list(links(html["active"], "active"))[2]
    assert len(behind(production, five).ids) == 5  # the visitor is not counted
    for part, what in [("active", "active"), ("lifecycle", "stage"), ("conversion", "step"),
                       ("signups", "took"), ("paying", "pays")]:  # fmt: skip
        found = links(html[part], what)
        assert found, part
        for url in found:
            shown = re.search(
                re.escape(url.replace("&", "&amp;")) + r'">(?:<b>)?([\d,.%]+)', html[part]
            )
            if shown and "%" not in shown[1]:
                assert len(behind(production, url).ids) == int(shown[1]), (part, url)
    everybody = owner.get("/insights/active?who=all").content.decode()
    assert len(behind(production, links(everybody, "active")[2]).ids) == 6


def test_accounts_are_counted_by_their_group(owner, production, events):
    html = owner.get("/insights/active?per=account").content.decode()
    found = behind(production, links(html, "active")[2])
    assert (found.kind, sorted(found.ids)) == (":company", ["c0", "c1"])


def test_guesses_are_said_and_admins_choose_with_undo(owner, production, events):
    assert (
        "Guessed from your events: signups by “signed_up”"
        in owner.get("/insights/events").content.decode()
    )
    choice = {"payment": [{"event": "opened", "filters": []}], "signup": []}
    answer = owner.post("/insights/events", {"choice": json.dumps(choice)})
    assert answer["HX-Trigger"] == "dashboard-events"
    assert FactRecord.objects.filter(name="analytics.DashboardEventsChanged").count() == 1
    paying = owner.get("/insights/paying").content.decode()
    assert len(behind(production, links(paying, "pays")[0]).ids) == 6
    undo = unescape(re.search(r'name="choice" value="([^"]*)"', answer.content.decode())[1])
    owner.post("/insights/events", {"choice": undo})
    assert "payments by “invoice_paid”" in owner.get("/insights/events").content.decode()


def test_what_is_wrong_with_a_choice_is_said(owner, events):
    wrong = {"signup": [{"event": "x", "filters": [{"property": "a", "operator": "nearly"}]}]}
    answer = owner.post("/insights/events", {"choice": json.dumps(wrong)})
    assert "Signup: Event" in answer.content.decode()


def test_all_staff_read_and_only_admins_choose(production, events):
    light = signed_in(cast.light_agent())
    for part in ["", *(f"/{each}" for each in PARTS)]:
        assert light.get(f"/insights{part}").status_code == 200, part
    assert light.get("/insights/events?edit").status_code == 403
    assert light.post("/insights/events", {"choice": "{}"}).status_code == 403
    for part in ["", *(f"/{each}" for each in PARTS)]:
        assert Client().get(f"/insights{part}").status_code in {302, 401}, part


@pytest.mark.parametrize(
    "of",
    ["", "what=nothing", "what=active", "what=active&from=2026-02-30", "what=stage&stage=lost",
     "what=active&from=2026-11-02&to=2026-11-01", "what=step&level=9&from=2026-11-01",
     "what=pays&pays=maybe&from=2026-11-01", "what=active&from=2026-11-01&per=account"],
)  # fmt: skip
def test_addresses_that_make_no_sense(production, store, of):
    with pytest.raises(ValidationError):
        selected(production, "dashboard", of)


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("signed_up", Role.SIGNUP), ("userSignedUp", Role.SIGNUP), ("Account Created", Role.SIGNUP),
        ("signup_page_viewed", Role.SIGNUP_PAGE), ("Viewed signup page", Role.SIGNUP_PAGE),
        ("subscription_started", Role.SUBSCRIPTION), ("plan upgraded", Role.SUBSCRIPTION),
        ("invoice_paid", Role.PAYMENT), ("Payment succeeded", Role.PAYMENT),
        ("signup_failed", None), ("payment failed", None), ("plan_compared", None),
        ("invoice viewed", None), ("subscription cancelled", None),
    ],
)  # fmt: skip
def test_names_suggest_what_they_are(name, role):
    assert list(guesses([SeenEvent(name, 5)])) == ([role] if role else [])


def test_page_views_are_guessed_only_where_reading_them_is_cheap():
    signup = SeenEvent("signed up", 9)
    assert Role.SIGNUP_PAGE in guesses([SeenEvent("$pageview", 1000), signup])
    assert Role.SIGNUP_PAGE not in guesses([SeenEvent("$pageview", 10**7), signup])
    assert plain("user--Signed_UP") == "user signed up"
