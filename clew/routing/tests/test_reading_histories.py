"""What the facts of real actions say of a ticket's past."""

from datetime import timedelta

import pytest

from clew.core.actors import Actor
from clew.people.models import Group
from clew.routing.models import Target
from clew.routing.queries.histories import fact_rows, histories, ticket_rows, versions
from clew.routing.targets.vocabulary import Happening
from clew.routing.tests.promising import HOUR, MONDAY, at, in_force, react, target
from clew.tickets.actions import (
    add_tags,
    merge_tickets,
    receive_message,
    remove_tags,
    reply,
    set_property,
    set_status,
    split_ticket,
    undo_merge,
    undo_split,
)
from clew.tickets.actions.areas import rename_area
from clew.tickets.models import Merge, Split
from tests import cast

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def policies():
    return in_force()


@pytest.fixture
def maya():
    return cast.staff("Maya Lindholm")


@pytest.fixture
def by(maya):
    return Actor.staff(maya)


def opened(when=MONDAY, plan="scale", **fields):
    person = cast.person()
    cast.account(members=(person,), plan=plan)
    Group.objects.update(plan=plan)
    with at(when):
        ticket = cast.ticket(requester=person, **fields)
        react()
    return ticket


def told(ticket):
    [row] = ticket_rows([ticket.pk])
    return histories([row], fact_rows([row.number]), versions())[row.id]()


def test_how_a_ticket_began_is_known_after_it_changed(by):
    ticket = opened(severity="critical", tags=["eu"], area=cast.area("Flags").name)
    set_property(ticket=ticket, field="severity", value="low", by=by)
    set_property(ticket=ticket, field="severity", value="high", by=by)
    set_property(ticket=ticket, field="area", value="Replay", by=by)
    add_tags(ticket=ticket, tags=["vip"], by=by)
    remove_tags(ticket=ticket, tags=["eu"], by=by)
    history = told(ticket).history
    assert history.situation.severity == "critical"
    assert history.situation.area == "Flags"
    assert history.situation.tags == {"eu"}
    changes = [event.value for event in history.events]
    assert changes == [
        {"severity": "low"},
        {"severity": "high"},
        {"area": "Replay"},
        {"tags": frozenset({"eu", "vip"})},
        {"tags": frozenset({"vip"})},
    ]


def test_a_renamed_area_was_always_called_so(by):
    area = cast.area("Flags")
    ticket = opened(area="Other")
    set_property(ticket=ticket, field="area", value="Flags", by=by)
    rename_area(area=area, name="Feature flags", by=by)
    assert told(ticket).history.events[-1].value == {"area": "Feature flags"}


def test_a_renewed_priority_is_by_hand_until_the_policy_has_it_again(by):
    ticket = opened()
    set_property(ticket=ticket, field="priority", value="low", by=by)
    assert told(ticket).reading.by_hand == "low"


def test_what_a_merge_closed_is_promised_nothing_until_it_is_undone(by, maya):
    survivor, other = opened(), opened(MONDAY + HOUR)
    with at(MONDAY + 2 * HOUR):
        merge_tickets(survivor=survivor, others=[other], by=by)
        react()
    assert target(other).state == "cancelled"
    assert target(survivor).state == "running"
    with at(MONDAY + 2 * HOUR + MINUTE):
        undo_merge(merge=Merge.objects.get(), by=by)
        react()
    run = target(other)
    assert (run.state, run.due_at) == ("running", MONDAY + 25 * HOUR)


def test_who_waited_on_a_merged_ticket_waits_on_the_survivor(by, maya):
    survivor, other = opened(), opened(MONDAY + HOUR)
    with at(MONDAY + 90 * MINUTE):
        reply(ticket=survivor, staff=maya, body="Answered.")
    with at(MONDAY + 2 * HOUR):
        merge_tickets(survivor=survivor, others=[other], by=by)
        react()
    run = target(survivor, "next_reply")
    assert (run.state, run.started_at) == ("running", MONDAY + 2 * HOUR)


def test_words_that_were_split_off_are_promised_where_they_are(by, maya):
    ticket = opened()
    with at(MONDAY + HOUR):
        reply(ticket=ticket, staff=maya, body="Done.")
    with at(MONDAY + 2 * HOUR):
        message = receive_message(
            ticket=ticket, person=ticket.requester, body="And now else.", channel="widget"
        )
        react()
    assert target(ticket, "next_reply").state == "running"
    with at(MONDAY + 3 * HOUR):
        new = split_ticket(message=message, by=by)
        react()
    assert not Target.objects.filter(ticket=ticket, metric="next_reply").exists()
    run = target(new)
    assert (run.started_at, run.due_at) == (MONDAY + 2 * HOUR, MONDAY + 26 * HOUR)
    with at(MONDAY + 3 * HOUR + MINUTE):
        undo_split(split=Split.objects.get(), by=by)
        react()
    assert target(ticket, "next_reply").started_at == MONDAY + 2 * HOUR
    assert target(new).state == "cancelled"


def test_a_version_holds_from_when_it_was_made():
    ticket = opened()
    from clew.routing.models import PolicyVersion

    later = PolicyVersion.objects.create(content={}, created_at=MONDAY + HOUR)
    history = told(ticket).history
    assert history.version == PolicyVersion.objects.last().pk
    [event] = history.events
    assert (event.at, event.kind, event.value) == (MONDAY + HOUR, Happening.RULES, later.pk)


def test_words_of_ours_are_no_opening_of_the_customer(by, maya):
    from clew.tickets.actions.follow_ups import follow_up_by_staff

    ticket = opened()
    with at(MONDAY + HOUR):
        set_status(ticket=ticket, status="solved", by=by)
        new = follow_up_by_staff(ticket=ticket, staff=maya)
        react()
    assert not told(new).history.opened_by_customer
    assert not Target.objects.filter(ticket=new, metric="first_reply").exists()
