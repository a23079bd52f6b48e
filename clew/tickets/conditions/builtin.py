"""The fields every installation has."""

from collections.abc import Callable

from django.db.models import TextChoices

from clew.people.models import Group
from clew.people.staff_queries import active_staff, team_choices
from clew.tickets.channels import channels
from clew.tickets.conditions import columns, contents, times
from clew.tickets.conditions.fields import (
    Choices,
    ConditionField,
    FieldFamily,
    register,
    register_family,
)
from clew.tickets.conditions.operators import Kind as Of
from clew.tickets.conditions.properties import known_fields, property_of
from clew.tickets.models import Area, Kind, Priority, Severity, Status
from clew.tickets.models.tickets import ACTIVE

REQUESTER, ACCOUNT, TIMES = "Requester", "Account", "Times"
OFFERED = 200  # of an open list


def _of(choices: type[TextChoices]) -> Callable[[], Choices]:
    return lambda: [(str(value), str(label)) for value, label in choices.choices]


def _people() -> Choices:
    people = [(str(staff.pk), staff.name) for staff in active_staff() if staff.can_reply_publicly]
    return [("me", "Me"), ("nobody", "Nobody"), *people]


def _teams() -> Choices:
    known = [(str(team.pk), team.name) for team in team_choices()]
    return [("mine", "My teams"), ("none", "No team"), *known]


def _channels() -> Choices:
    return [(channel.name, channel.label) for channel in channels()]


def _areas() -> Choices:
    """Those of the list; what a single ticket says may be for few eyes."""
    return [(area.name, area.name) for area in Area.objects.filter(active=True)[:OFFERED]]


def _plans() -> Choices:
    found = Group.objects.exclude(plan="").order_by("plan").values_list("plan", flat=True)
    return [(plan, plan.capitalize()) for plan in found.distinct()[:OFFERED]]


def _closed(name: str, label: str, choices: type[TextChoices]) -> ConditionField:
    holds = columns.choice(name)
    return ConditionField(name, label, Of.CHOICE, holds, choices=_of(choices), closed=True)


def _time(name: str, label: str, holds: "columns.Holds", *, clearable: bool = False) -> None:
    register(ConditionField(name, label, Of.TIME, holds, clearable=clearable, section=TIMES))


register(
    _closed("status", "Status", Status),
    _closed("severity", "Severity", Severity),
    _closed("priority", "Priority", Priority),
    _closed("kind", "Kind", Kind),
    ConditionField(
        "area",
        "Product area",
        Of.CHOICE,
        columns.choice("area", empty=""),
        choices=_areas,
        clearable=True,
        partly=True,
    ),
    ConditionField("team", "Team", Of.CHOICE, columns.team, choices=_teams, clearable=True),
    ConditionField(
        "assignee", "Assignee", Of.CHOICE, columns.assignee, choices=_people, clearable=True
    ),
    ConditionField("tags", "Tags", Of.TAGS, columns.tags),
    ConditionField("words", "Subject and messages", Of.WORDS, contents.words),
    ConditionField("subject", "Subject", Of.TEXT, columns.text("subject")),
    ConditionField("channel", "Channel", Of.CHOICE, columns.choice("channel"), choices=_channels),
    ConditionField("waiting", "Waits for us", Of.YES_NO, columns.waits_for_us(ACTIVE)),
    ConditionField("followed", "I follow it", Of.YES_NO, contents.followed_by_me),
    ConditionField("attachment", "Has an attachment", Of.YES_NO, contents.has_attachment),
    ConditionField("messages", "Messages", Of.NUMBER, columns.number("message_count")),
    ConditionField(
        "requester",
        "Requester email",
        Of.TEXT,
        columns.of_requester(columns.text("email")),
        section=REQUESTER,
    ),
    ConditionField(
        "requester_name",
        "Requester name",
        Of.TEXT,
        columns.of_requester(columns.text("name")),
        section=REQUESTER,
    ),
    ConditionField("verified", "Verified", Of.YES_NO, columns.verified, section=REQUESTER),
    ConditionField(
        "plan",
        "Plan",
        Of.TEXT,
        columns.of_account(columns.text("plan")),
        choices=_plans,
        section=ACCOUNT,
    ),
    ConditionField(
        "account",
        "Account name",
        Of.TEXT,
        columns.of_account(columns.text("name")),
        section=ACCOUNT,
    ),
    ConditionField(
        "account_key",
        "Account key",
        Of.TEXT,
        columns.of_account(columns.text("key")),
        section=ACCOUNT,
    ),
)
register(*known_fields())
_time("created", "Created", times.column("created_at"))
_time("updated", "Last change", times.column("updated_at"))
_time("solved", "Solved", times.column("solved_at"), clearable=True)
_time("status_changed", "Status since", times.status_changed)
_time("customer_wrote", "Last customer message", times.last_customer_message, clearable=True)

register_family(
    FieldFamily("person.", "Requester property", lambda key: property_of("person", key))
)
register_family(
    FieldFamily("account.", "Account property", lambda key: property_of("account", key))
)
