"""Rows are made once for the same values; whatever a row shows, it shows as it is now."""

import pytest

from clew.core.actors import SYSTEM
from clew.people.models import Group, Person, Staff
from clew.tickets.actions import (
    add_tags,
    assign,
    reply,
    set_property,
    set_status,
)
from clew.tickets.models import Tag
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(client):
    client.force_login(cast.staff("Noor Vale"))

    def page():
        return client.get("/inbox/all").content.decode()

    return page


def renamed(model, name):
    return lambda _: model.objects.update(name=name)


CHANGES = {
    "subject": (
        lambda ticket: set_property(ticket=ticket, field="subject", value="Anew", by=SYSTEM),
        ">Anew</a>",
    ),
    "severity": (
        lambda ticket: set_property(ticket=ticket, field="severity", value="critical", by=SYSTEM),
        "Critical severity",
    ),
    "status": (
        lambda ticket: set_status(ticket=ticket, status="pending", by=SYSTEM),
        'data-status="pending" role="img"',
    ),
    "words": (
        lambda ticket: reply(ticket=ticket, staff=cast.staff(), body="We look into it"),
        "We look into it",
    ),
    "assignee": (
        lambda ticket: assign(ticket=ticket, staff=cast.staff(), by=SYSTEM),
        "Assigned to Maya Lindholm",
    ),
    "tag": (lambda ticket: add_tags(ticket=ticket, tags=["sso"], by=SYSTEM), ">sso</span>"),
    "requester": (renamed(Person, "Ada Renamed"), "Ada Renamed"),
    "account": (renamed(Group, "Heron Works"), "Heron Works"),
    "plan": (lambda _: Group.objects.update(plan="enterprise"), ">Enterprise</span>"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_row_shows_every_change(shown, change):
    cast.account(members=(cast.person(),))
    ticket = cast.ticket()
    make, seen = CHANGES[change]
    assert seen not in shown()
    make(ticket)
    assert seen in shown()


def test_names_and_colours_of_others_too(shown):
    ticket = cast.ticket()
    assign(ticket=ticket, staff=cast.staff(), by=SYSTEM)
    add_tags(ticket=ticket, tags=["sso"], by=SYSTEM)
    shown()
    Staff.objects.filter(name="Maya Lindholm").update(name="Maya Berg")
    Tag.objects.filter(name="sso").update(tone="violet")
    page = shown()
    assert "Assigned to Maya Berg" in page
    assert 'class="tag" data-tone="violet">sso' in page


def test_times_are_of_the_reader(client, shown):
    cast.ticket()
    shown()
    Staff.objects.update(time_zone="Asia/Tokyo")
    assert "JST" in shown()
