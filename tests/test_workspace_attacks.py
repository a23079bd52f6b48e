"""What somebody at a desk, or a broken link, may try in the workspace."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from clew.core import clock
from clew.core.actors import Actor
from clew.people.models import Role, Staff
from clew.people.notifications import choices_of, notify, save_choices
from clew.tickets import actions
from clew.tickets.conditions import parse
from clew.tickets.confidential import repeats_a_note
from clew.tickets.exporting import safe, written
from clew.tickets.models import Message, Ticket
from clew.tickets.queries import visible_numbers
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya(client):
    found = cast.staff()
    client.force_login(found)
    return found


def test_the_bell_says_nothing_of_a_ticket_that_became_hidden(client, maya):
    ticket = cast.ticket("Layoffs of next week")
    save_choices(staff=maya, choices=replace(choices_of(maya), desktop=True))
    told = {"text": f"You were mentioned on {ticket}", "url": ticket.get_absolute_url()}
    notify(
        staff=maya,
        kind="mentioned",
        subject=f"ticket/{ticket.number}",
        at=clock.now(),
        by=Actor("customer", "1", "Ada"),
        **told,
    )
    assert "Layoffs" in client.get("/notifications/bell").content.decode()
    people = cast.team("People")
    people.private = True
    people.save()
    Ticket.objects.update(team=people)
    assert "Layoffs" not in client.get("/notifications/bell").content.decode()


def test_a_reply_that_cannot_leave_holds_up_no_other(maya):
    """Its author is gone and its ticket closed: there is nobody to give it back to."""
    stuck, other = cast.ticket("One"), cast.ticket("Two")
    held = [
        actions.hold_reply(ticket=ticket, staff=maya, body="Found it.", seconds=10)
        for ticket in (stuck, other)
    ]
    Message.objects.filter(pk=held[0].pk).update(staff=None)
    Ticket.objects.filter(pk=stuck.pk).update(status="closed")
    with time_machine.travel(clock.now() + timedelta(seconds=11), tick=False):
        actions.release_due()
    assert [Message.objects.get(pk=each.pk).public for each in held] == [False, True]


def test_who_is_admin_for_a_while_makes_no_key_that_reads(client, maya):
    Staff.objects.filter(pk=maya.pk).update(
        granted_role=Role.ADMIN, granted_until=clock.now() + timedelta(hours=4)
    )
    for scope in ("admin", "agent"):
        answer = client.post("/settings/tokens", {"name": "For ever", "scope": scope})
        assert "Select a valid choice" in answer.content.decode()


@pytest.mark.parametrize("path", ["/inbox/open", "/search?q=a", "/settings/profile", "/drafts"])
def test_no_proxy_keeps_what_staff_read(client, maya, path):
    assert client.get(path)["Cache-Control"] in {"private", "no-store"}


@pytest.mark.parametrize(
    "path",
    [
        "/settings/macros?deleted=²",
        "/settings/macros?deleted=../x",
        "/settings/views?deleted=../x",
        "/inbox/all?filter=person.%2525s:is:%27%3B--",
        "/search?q=" + "%22" * 400,
    ],
)
def test_a_broken_address_is_no_error(client, maya, path):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("value", [[{}], {"a": 1}, [["x"]], [None]])
def test_a_condition_of_any_json_is_refused_in_words(value):
    with pytest.raises(ValidationError):
        parse({"all": [{"field": "status", "operator": "is", "value": value}]})


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\uff1d", "\uff20", "\t"])
def test_no_cell_of_an_export_is_a_formula(start):
    assert written([[safe(f"{start}1")]]).startswith(("'", "\"'"))


@pytest.mark.parametrize(
    "change",
    [
        '{"field":"subject","value":"a\\ud800b"}',
        '{"field":"area","value":"\\ud800"}',
        '{"field":"assignee","value":"\\u0000@x"}',
        "[" * 100_000,
    ],
)
def test_a_change_no_database_can_hold_is_refused_in_words(client, maya, change):
    answer = client.post(f"/tickets/{cast.ticket().number}/changes", {"change": change})
    assert answer.status_code == 422


def test_following_a_ticket_is_no_way_into_one_it_is_merged_into(maya):
    people, boss = cast.team("People"), cast.staff("Ada Admin", role=Role.ADMIN)
    people.private = True
    people.save()
    hers = cast.ticket("Grievance")
    Ticket.objects.filter(pk=hers.pk).update(team=people)
    open_to_all = cast.ticket("My grievance", requester=hers.requester)
    for staff in (maya, boss):
        actions.follow(ticket=open_to_all, staff=staff, by=Actor.staff(staff))
    actions.merge_tickets(survivor=hers, others=[open_to_all], by=Actor.staff(boss))
    assert not visible_numbers(maya, [hers.number])
    assert [each.staff for each in hers.followers.all()] == [boss]


def test_a_note_of_a_merged_ticket_is_a_note(maya):
    first, second = cast.ticket("One"), cast.ticket("Two")
    actions.add_note(ticket=second, staff=maya, body="They pay late, do not offer any discount.")
    actions.merge_tickets(survivor=first, others=[second], by=Actor.staff(maya))
    said = "Hello! They pay late, do not offer any discount."
    assert repeats_a_note(first, said, staff_id=maya.pk)


def test_what_a_private_team_owns_becomes_part_of_nothing_that_others_read(maya):
    people = cast.team("People")
    people.private = True
    people.save()
    open_to_all, hers = cast.ticket("One"), cast.ticket("Two")
    Ticket.objects.filter(pk=hers.pk).update(team=people)
    by = Actor.staff(maya)
    with pytest.raises(ValidationError, match="People, which is private"):
        actions.merge_tickets(survivor=open_to_all, others=[hers], by=by)
    actions.merge_tickets(survivor=hers, others=[open_to_all], by=by)
