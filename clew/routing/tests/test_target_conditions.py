"""Views, filters and searches that ask for targets."""

from datetime import timedelta

import pytest

from clew.core import clock
from clew.routing.models import Standing
from clew.tickets import conditions
from clew.tickets.actions.queueing import QueuePlace, set_queue
from clew.tickets.models import Ticket
from clew.tickets.queries import EVERYTHING, group_counts
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya():
    return cast.staff()


@pytest.fixture
def tickets():
    """By a word each: what is due when."""
    now = clock.now()

    def place(hours, **fields):
        at = None if hours is None else now + timedelta(hours=hours)
        return QueuePlace(**({"due_at": at, "due_metric": "next_reply"} | fields))

    places = {
        "soon": place(0.5, due_state="running"),
        "later": place(5, due_state="running", escalated_to="support"),
        "next week": place(150, due_state="running", plan_unknown=True),
        "told": place(-2, due_state="breached"),
        "untold": place(-0.1, due_state="running"),
        "paused": place(None, due_state="paused", escalated_to="engineering"),
        "none": QueuePlace(),
    }
    made = {word: cast.ticket(subject=word) for word in places}
    set_queue({made[word].pk: where for word, where in places.items()})
    return made


def subjects(maya, *items):
    data = {"all": [dict(zip(("field", "operator", "value"), item, strict=True)) for item in items]}
    asked = conditions.parse(data).q(maya)
    return {ticket.subject for ticket in Ticket.objects.filter(asked)}


@pytest.mark.parametrize(
    ("item", "found"),
    [
        (("target", "is", ["running"]), {"soon", "later", "next week"}),
        (("target", "is", ["breached"]), {"told", "untold"}),
        (("target", "is", ["paused", "none"]), {"paused", "none"}),
        (("target", "is_not", ["running"]), {"told", "untold", "paused", "none"}),
        (("breached", "yes", ""), {"told", "untold"}),
        (("breached", "no", ""), {"soon", "later", "next week", "paused", "none"}),
        (("due", "next", "1h"), {"soon"}),
        (("due", "next", "6h"), {"soon", "later"}),
        (("due", "overdue", "1h"), {"told"}),
        (("due", "not_set", ""), {"paused", "none"}),
        (("escalated", "is", ["no"]), {"soon", "next week", "told", "untold", "none"}),
        (("escalated", "is", ["support", "engineering"]), {"later", "paused"}),
        (("plan_unknown", "yes", ""), {"next week"}),
        (("priority_by_hand", "yes", ""), {"soon"}),
    ],
)
def test_conditions(maya, tickets, item, found):
    Standing.objects.create(ticket=tickets["soon"], priority_by="person", derived_at=clock.now())
    assert subjects(maya, item) == found


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("due:1h", {"soon"}),
        ("due:none", {"paused", "none"}),
        ("is:breached", {"told", "untold"}),
        ("is:escalated", {"later", "paused"}),
        ("-is:breached is:escalated", {"later", "paused"}),
    ],
)
def test_searches(maya, tickets, client, asked, found):
    client.force_login(maya)
    page = client.get("/search", {"q": asked}).content.decode()
    shown = {word for word, ticket in tickets.items() if f'href="/tickets/{ticket.number}"' in page}
    assert shown == found


def test_a_time_that_means_nothing_is_told(maya, tickets, client):
    client.force_login(maya)
    page = client.get("/search", {"q": "due:someday"}).content.decode()
    assert "is not a time to come" in page


def test_groups_by_how_soon(maya, tickets):
    counts = group_counts(maya, cast.environment(), EVERYTHING.narrowed(group_by="due"))
    assert counts == {(0,): 2, (1,): 1, (2,): 1, (3,): 1, (4,): 1, (5,): 1}


def test_headings_in_the_inbox(maya, tickets, client):
    client.force_login(maya)
    page = client.get("/inbox/open?group=due&sort=due").content.decode()
    said = ["Breached", "Due within the hour", "Due within a day", "Due later", "Paused"]
    places = [page.index(f"<h2>{each}</h2>") for each in [*said, "No target"]]
    assert places == sorted(places)


def test_columns_show_them(maya, tickets, client):
    client.force_login(maya)
    made = client.post("/views/new", {
        "name": "Targets", "scope": "personal", "c.match": "all", "columns": ["due", "target"],
        "sort": "due",
    })  # fmt: skip
    page = client.get(made.headers["Location"]).content.decode()
    assert "Next reply, breached" in page
    assert "Next reply, running" in page


@pytest.mark.parametrize(
    ("item", "found"),
    [
        (("account.trial", "yes", ""), {"soon"}),
        (("account.trial", "no", ""), {"later"}),
        (("area", "contains", "BILL"), {"later"}),
        (("area", "not_contains", "bill"), {"soon"}),
    ],
)
def test_what_policies_ask_views_may_ask_too(maya, item, found):
    for word, trial, area in (("soon", "2026-12-01", ""), ("later", "No", "Billing and plans")):
        person = cast.person(f"{word.capitalize()} Quist")
        account = cast.account(f"{word}-works", members=(person,))
        account.properties = {"trial": trial}
        account.save()
        cast.ticket(subject=word, requester=person, area=area)
    assert subjects(maya, item) == found
