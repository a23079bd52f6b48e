import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from clew.core.actors import Actor
from clew.tickets.changes import (
    Change,
    apply_change,
    apply_changes,
    checked_change,
    checked_changes,
    words,
)
from clew.tickets.models import Ticket
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return Actor.staff(cast.staff())


CHANGES = [
    ("status", "pending", "Set status to Pending"),
    ("severity", "critical", "Set severity to Critical"),
    ("priority", "high", "Set priority to High"),
    ("kind", "bug", "Set kind to Bug"),
    ("area", "Web  hooks", "Set product area to Web hooks"),
    ("area", "", "Clear product area"),
    ("subject", "Two invoices", "Set subject to “Two invoices”"),
    ("tags.add", "EU west, vip", "Add tags eu-west, vip"),
    ("tags.remove", ["old"], "Remove tag old"),
    ("assignee", "me", "Assign to me"),
    ("assignee", None, "Unassign"),
]


@pytest.mark.parametrize(("field", "value", "said"), CHANGES)
def test_a_change_says_what_it_does_and_its_inverse_takes_it_back(field, value, said, by):
    ticket = cast.ticket(tags=["old"], area="Exports")
    before = _state(ticket)
    change = checked_change(field, value)
    assert words(change) == said
    inverse = apply_change(ticket=ticket, change=change, by=by)
    if inverse is None:
        assert (field, value) == ("assignee", None)  # it was so already
        return
    assert _state(ticket) != before
    apply_change(ticket=ticket, change=inverse, by=by)
    assert _state(Ticket.objects.get(pk=ticket.pk)) == before


def _state(ticket):
    return (
        ticket.status,
        ticket.severity,
        ticket.priority,
        ticket.kind,
        ticket.area,
        ticket.subject,
        ticket.tags,
        ticket.assignee_id,
    )


def test_people_and_teams_are_found_by_id_address_or_slug(by):
    oskar, team, ticket = cast.staff("Oskar Bello"), cast.team(), cast.ticket()
    assert checked_change("assignee", oskar.email.upper()).value == oskar.pk
    assert checked_change("assignee", str(oskar.pk)).value == oskar.pk
    assert checked_change("team", team.slug).value == team.pk
    assert words(checked_change("team", team.pk)) == "Give to team Delivery"
    inverse = apply_changes(
        ticket=ticket,
        changes=[checked_change("assignee", oskar.pk), checked_change("team", team.pk)],
        by=by,
    )
    assert (ticket.assignee, ticket.team) == (oskar, team)
    assert inverse == [Change("team", None), Change("assignee", None)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", 7),
        ("field.unknown", "x"),
        ("status", "done"),
        ("severity", ""),
        ("subject", "  "),
        ("assignee", 10**20),
        ("assignee", "nobody@heron.example"),
        ("team", "\x00"),
        ("tags.add", " , "),
        ("tags.add", {"a": 1}),
        ("hold_until", "soon"),
        ("hold_until", "2026-13-45"),
    ],
)
def test_what_cannot_be_is_refused_when_it_is_written_down(field, value):
    with pytest.raises(ValidationError):
        checked_change(field, value)


def test_changes_come_from_json():
    given = [{"field": "status", "value": "open"}, {"field": "tags.add", "value": ["x"]}]
    assert [change.as_json() for change in checked_changes(given)] == given
    with pytest.raises(ValidationError):
        checked_changes([{"value": "open"}])


def test_all_of_the_changes_or_none(by):
    ticket, light = cast.ticket(), cast.light_agent()
    changes = [checked_change("tags.add", "vip"), Change("assignee", light.pk)]
    with pytest.raises(ValidationError, match="cannot answer"):
        apply_changes(ticket=ticket, changes=changes, by=by)
    assert Ticket.objects.get(pk=ticket.pk).tags == []


def test_light_agents_change_nothing():
    by = Actor.staff(cast.light_agent())
    with pytest.raises(PermissionDenied):
        apply_change(ticket=cast.ticket(), change=checked_change("tags.add", "vip"), by=by)


def test_only_staff_are_me():
    by = Actor("token", "1", "Importer")
    with pytest.raises(ValidationError, match="member of staff"):
        apply_change(ticket=cast.ticket(), change=checked_change("assignee", "me"), by=by)
