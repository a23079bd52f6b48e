"""The changes a macro can make, with what each can be set to: for the builder in the browser."""

from typing import Any

from clew.people.staff_queries import active_staff, team_choices
from clew.tickets.fields import definitions
from clew.tickets.models import FieldKind, Kind, Priority, Severity, Status
from clew.tickets.queries.areas import offered_areas

Choice = list[str]  # value and label


def change_choices() -> list[dict[str, Any]]:
    """Each with its ``input``: choice, text, tags or days. Four statements."""
    people = [staff for staff in active_staff() if staff.can_reply_publicly]
    named = [[str(staff.pk), staff.name] for staff in people]
    teams = [[str(team.pk), team.name] for team in team_choices()]
    hidden = {Status.NEW, Status.HOLD, Status.CLOSED}
    return [
        _choice("status", "Set status", [list(c) for c in Status.choices if c[0] not in hidden]),
        _field("hold_until", "Put on hold for", "days"),
        _field("tags.add", "Add tags", "tags"),
        _field("tags.remove", "Remove tags", "tags"),
        _choice(
            "assignee", "Assign to", [["me", "Whoever uses the macro"], ["", "Nobody"], *named]
        ),
        _choice("team", "Give to team", [*teams, ["", "No team"]]),
        _choice("kind", "Set kind", [list(each) for each in Kind.choices]),
        _choice("severity", "Set severity", [list(each) for each in Severity.choices]),
        _choice("priority", "Set priority", [list(each) for each in Priority.choices]),
        _choice("area", "Set product area", [[each, each] for each in offered_areas()]),
        _field("subject", "Set subject", "text"),
        *(_custom(field, named) for field in definitions()),
    ]


def _choice(field: str, label: str, choices: list[Choice]) -> dict[str, Any]:
    return {"field": field, "label": label, "input": "choice", "choices": choices}


def _field(field: str, label: str, kind: str) -> dict[str, Any]:
    return {"field": field, "label": label, "input": kind, "choices": []}


def _custom(field: Any, people: list[Choice]) -> dict[str, Any]:
    name, label = f"field.{field.slug}", f"Set {field.label}"
    if field.kind == FieldKind.CHOICE:
        return _choice(name, label, [[each["value"], each["label"]] for each in field.choices])
    if field.kind == FieldKind.CHECKBOX:
        return _choice(name, label, [["yes", "Yes"], ["", "No"]])
    if field.kind == FieldKind.PERSON:
        return _choice(name, label, people)
    return _field(name, label, "text")
