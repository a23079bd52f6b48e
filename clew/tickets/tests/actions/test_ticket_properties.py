import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from clew.core.actors import SYSTEM, Actor
from clew.core.facts import facts_about
from clew.tickets.actions import (
    add_tags,
    assign,
    follow,
    remove_tags,
    set_property,
    set_status,
    set_team,
    unfollow,
)
from clew.tickets.models import Ticket
from clew.tickets.queries import conversation
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya():
    return cast.staff()


@pytest.fixture
def by(maya):
    return Actor.staff(maya)


def told(ticket):
    return [change.text for entry in conversation(ticket) for change in entry.changes]


def test_every_change_is_told_in_words(by, maya):
    ticket, oskar = cast.ticket(), cast.staff("Oskar Bello")
    assert set_status(ticket=ticket, status="pending", by=by)
    assert assign(ticket=ticket, staff=oskar, by=by)
    assert assign(ticket=ticket, staff=maya, by=by)
    assert assign(ticket=ticket, staff=None, by=by)
    assert set_team(ticket=ticket, team=cast.team(), by=by)
    assert set_property(ticket=ticket, field="severity", value="critical", by=by)
    assert set_property(ticket=ticket, field="area", value="Webhooks", by=by)
    assert add_tags(ticket=ticket, tags=["eu-west"], by=by)
    assert remove_tags(ticket=ticket, tags=["eu-west"], by=by)
    assert follow(ticket=ticket, staff=maya, by=by)
    assert unfollow(ticket=ticket, staff=maya, by=by)
    assert told(ticket) == [
        "Changed status from New to Pending",
        "Maya Lindholm assigned Oskar Bello",
        "Maya Lindholm took the ticket",
        "Maya Lindholm unassigned Maya Lindholm",
        "Maya Lindholm gave the ticket to team Delivery",
        "Changed severity from Medium to Critical",
        "Set product area to Webhooks",
        "Added tag eu-west",
        "Removed tag eu-west",
        "Maya Lindholm follows the ticket",
        "Maya Lindholm no longer follows",
    ]


def test_setting_what_is_already_so_records_nothing(by, maya):
    ticket = cast.ticket(tags=["eu-west"])
    before = Ticket.objects.get(pk=ticket.pk).updated_at
    assert not set_status(ticket=ticket, status="new", by=by)
    assert not assign(ticket=ticket, staff=None, by=by)
    assert not set_team(ticket=ticket, team=None, by=by)
    assert not set_property(ticket=ticket, field="severity", value="medium", by=by)
    assert not add_tags(ticket=ticket, tags=["EU west"], by=by)
    assert not remove_tags(ticket=ticket, tags=["other"], by=by)
    assert follow(ticket=ticket, email="Bo@heron.example", by=by)
    assert not follow(ticket=ticket, email="bo@heron.example ", by=by)
    assert not unfollow(ticket=ticket, staff=maya, by=by)
    assert len(facts_about(f"ticket/{ticket.number}")) == 3
    assert Ticket.objects.get(pk=ticket.pk).updated_at == before


def test_solving_has_a_moment_and_reopening_forgets_it(by):
    ticket = cast.ticket()
    set_status(ticket=ticket, status="solved", by=by)
    solved_at = ticket.solved_at
    assert solved_at is not None
    set_status(ticket=ticket, status="open", by=by)
    assert ticket.solved_at is None
    set_status(ticket=ticket, status="solved", by=by)
    solved_at = ticket.solved_at
    set_status(ticket=ticket, status="closed", by=SYSTEM)
    assert ticket.solved_at == solved_at


@pytest.mark.parametrize(
    ("field", "value"),
    [("severity", "urgent"), ("priority", ""), ("subject", "  "), ("number", "7"), ("id", "1")],
)
def test_what_cannot_be_set_is_refused(field, value, by):
    with pytest.raises(ValidationError):
        set_property(ticket=cast.ticket(), field=field, value=value, by=by)


def test_who_cannot_answer_is_not_assigned(by):
    with pytest.raises(ValidationError, match="Choose an agent"):
        assign(ticket=cast.ticket(), staff=cast.light_agent(), by=by)


@pytest.mark.parametrize(
    "change",
    [
        lambda **given: set_status(status="solved", **given),
        lambda **given: assign(staff=None, **given),
        lambda **given: set_team(team=None, **given),
        lambda **given: set_property(field="severity", value="low", **given),
        lambda **given: add_tags(tags=["x"], **given),
    ],
)
def test_light_agents_change_nothing(change):
    with pytest.raises(PermissionDenied):
        change(ticket=cast.ticket(), by=Actor.staff(cast.light_agent()))


def test_a_stale_copy_does_not_undo_somebody_elses_change(by):
    ticket = cast.ticket()
    stale = Ticket.objects.get(pk=ticket.pk)
    add_tags(ticket=ticket, tags=["one"], by=by)
    add_tags(ticket=stale, tags=["two"], by=by)
    assert stale.tags == ["one", "two"]
