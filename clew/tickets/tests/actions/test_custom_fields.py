"""Fields of an installation's own: what fits, what is asked before a move, what history says."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from clew.core.actors import Actor
from clew.core.facts import facts_about
from clew.people.models import Role, Staff
from clew.tickets import actions
from clew.tickets.actions.areas import add_area, rename_area
from clew.tickets.actions.field_definitions import (
    Definition,
    create_field,
    delete_field,
    edit_field,
    move_field,
    retire_field,
)
from clew.tickets.changes import apply_change, checked_change, words
from clew.tickets.fields import definitions, missing_fields
from clew.tickets.history import words as history_words
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya() -> Staff:
    return cast.staff("Maya Lindholm", role=Role.ADMIN)


@pytest.fixture
def by(maya):
    return Actor.staff(maya)


def a_field(by, label="Root cause", kind="choice", **more):
    if kind == "choice":
        more.setdefault("choices", ["Configuration", "Bug of ours"])
    return create_field(definition=Definition(label=label, kind=kind, **more), by=by)


def said(ticket):
    return [history_words(fact) for fact in facts_about(f"ticket/{ticket.number}")]


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("text", "  two \x00 lines\nof it ", "two lines of it"),
        ("number", "1 500", 1500),
        ("number", "1,5", 1.5),
        ("choice", "Bug of ours", "bug-of-ours"),
        ("choice", "bug-of-ours", "bug-of-ours"),
        ("date", "2026-11-30", "2026-11-30"),
        ("checkbox", "on", True),
    ],
)
def test_a_value_is_kept_by_its_kind(by, kind, given, kept):
    field = a_field(by, kind=kind)
    ticket = cast.ticket()
    assert actions.set_field(ticket=ticket, slug=field.slug, value=given, by=by)
    ticket.refresh_from_db()
    assert ticket.fields == {"root-cause": kept}
    assert not actions.set_field(ticket=ticket, slug=field.slug, value=given, by=by)


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("number", "many"),
        ("number", "nan"),
        ("choice", "Weather"),
        ("date", "30.11."),
        ("person", "9"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(by, kind, given):
    field = a_field(by, kind=kind)
    with pytest.raises(ValidationError, match="Root cause: "):
        actions.set_field(ticket=cast.ticket(), slug=field.slug, value=given, by=by)


def test_the_history_says_it(by, maya):
    cause, owner = a_field(by), a_field(by, "Escalated to", "person")
    ticket = cast.ticket()
    actions.set_field(ticket=ticket, slug=cause.slug, value="Configuration", by=by)
    actions.set_field(ticket=ticket, slug=cause.slug, value="Bug of ours", by=by)
    actions.set_field(ticket=ticket, slug=cause.slug, value="", by=by)
    actions.set_field(ticket=ticket, slug=owner.slug, value=maya.pk, by=by)
    assert said(ticket)[-4:] == [
        "Set Root cause to Configuration",
        "Changed Root cause from Configuration to Bug of ours",
        "Cleared Root cause Bug of ours",
        "Set Escalated to to Maya Lindholm",
    ]


def test_light_agents_fill_in_nothing(by):
    field = a_field(by)
    noor = cast.staff("Noor Haddad", role=Role.LIGHT)
    with pytest.raises(PermissionDenied):
        actions.set_field(ticket=cast.ticket(), slug=field.slug, value="x", by=Actor.staff(noor))


def test_what_is_asked_before_solving(by):
    field = a_field(by, required_on=["solved"], areas=["Webhooks"])
    webhooks, billing = cast.ticket(area="Webhooks"), cast.ticket(area="Billing")
    assert missing_fields(webhooks, "solved") == ["Root cause"]
    assert missing_fields(webhooks, "pending") == []
    assert missing_fields(billing, "solved") == []
    actions.set_field(ticket=webhooks, slug=field.slug, value="Configuration", by=by)
    assert missing_fields(webhooks, "solved") == []


def test_a_macro_or_bulk_job_sets_it_and_takes_it_back(by):
    a_field(by)
    ticket = cast.ticket()
    change = checked_change("field.root-cause", "Configuration")
    assert words(change) == "Set Root cause to Configuration"
    inverse = apply_change(ticket=ticket, change=change, by=by)
    assert apply_change(ticket=ticket, change=inverse, by=by)
    assert ticket.fields == {}
    with pytest.raises(ValidationError):
        checked_change("field.weather", "sunny")


def test_a_choice_that_is_taken_out_stays_readable(by):
    field = a_field(by)
    ticket = cast.ticket()
    actions.set_field(ticket=ticket, slug=field.slug, value="Configuration", by=by)
    edit_field(
        field=field, definition=Definition(label="Cause", choices=["Bug of ours", "Docs"]), by=by
    )
    assert [(each["label"], each["retired"]) for each in field.choices] == [
        ("Bug of ours", False),
        ("Docs", False),
        ("Configuration", True),
    ]
    with pytest.raises(ValidationError):
        actions.set_field(ticket=cast.ticket(), slug=field.slug, value="Configuration", by=by)
    actions.set_field(ticket=ticket, slug=field.slug, value="Docs", by=by)
    assert said(ticket)[-1] == "Changed Cause from Configuration to Docs"


def test_a_used_field_is_retired_not_deleted(by):
    field = a_field(by)
    ticket = cast.ticket()
    actions.set_field(ticket=ticket, slug=field.slug, value="Configuration", by=by)
    with pytest.raises(ValidationError, match="1 ticket has a value"):
        delete_field(field=field, by=by)
    retire_field(field=field, by=by)
    assert definitions() == []
    ticket.refresh_from_db()
    assert ticket.fields == {"root-cause": "configuration"}


def test_the_order_is_the_admins(by):
    first, second, third = (a_field(by, label) for label in ("One", "Two", "Three"))
    move_field(field=third, place=1, by=by)
    assert definitions() == [third, first, second]
    delete_field(field=first, by=by)
    assert definitions() == [third, second]


def test_two_fields_of_a_name_are_refused(by):
    a_field(by)
    with pytest.raises(ValidationError, match="There is a field of this name"):
        a_field(by, "Root  Cause")


def test_fields_follow_an_area_that_is_renamed(by):
    area = add_area(name="Webhooks", by=by)
    field = a_field(by, areas=["Webhooks", "Billing"])
    rename_area(area=area, name="Deliveries", by=by)
    field.refresh_from_db()
    assert field.areas == ["Deliveries", "Billing"]
