"""What a rule's page offers and shows: what it can do, what it says in words, examples to begin."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from clew.routing.automations.checking import RuleWords
from clew.routing.automations.examples import EXAMPLES
from clew.routing.automations.reaching_out import endpoint_choices, macro_choices
from clew.routing.automations.telling import recipient_choices
from clew.routing.automations.triggers import TIME, TRIGGERS, trigger_label
from clew.routing.automations.vocabulary import say
from clew.routing.models import Rule
from clew.tickets import conditions
from clew.tickets.views.building import from_form
from clew.tickets.views.change_choices import change_choices

EMPTY: dict[str, Any] = {"all": []}


@dataclass(frozen=True)
class Said:
    """A rule in words, for a list."""

    when: str
    asks: list[str]
    does: list[str]


def said(rule: Rule) -> Said:
    return Said(trigger_label(rule.trigger), _asks(rule), [say(each) for each in rule.actions])


def _asks(rule: Rule) -> list[str]:
    try:
        items = list(conditions.parse(rule.conditions).items())
    except ValidationError:
        return ["A field that it asks about is gone"]
    return [conditions.words(item, _labels(item)) for item in items]


def _labels(item: conditions.Item) -> Mapping[str, str]:
    return dict(item.field.choices()) if item.field.choices else {}


def triggers() -> list[tuple[str, str]]:
    return [*((each.name, each.label) for each in TRIGGERS.values()), (TIME, "Time passed")]


def action_choices() -> list[dict[str, Any]]:
    """The changes of macros without “me”, and what only rules do."""
    fields = [_without_me(each) for each in change_choices()]
    own = [
        _own("notify", "Tell", "notice", recipient_choices()),
        _own("note", "Write an internal note", "long"),
        _own("reply", "Send the customer the macro", "choice", macro_choices()),
        _own("webhook", "Call the webhook", "choice", endpoint_choices()),
    ]
    offered = [each for each in own if each["choices"] or each["input"] == "long"]
    return [*fields, *offered]


def _without_me(field: dict[str, Any]) -> dict[str, Any]:
    choices = [each for each in field["choices"] if each[0] != "me"]
    return {**field, "choices": choices}


def _own(field: str, label: str, kind: str, choices: Any = ()) -> dict[str, Any]:
    return {"field": field, "label": label, "input": kind, "choices": list(choices)}


def given(form: QueryDict) -> dict[str, Any]:
    return {name: form.get(name, "") for name in ("name", "trigger", "actions")}


def words(form: QueryDict) -> RuleWords:
    """Raises ValidationError for a form that was not made with ours."""
    try:
        actions = json.loads(form.get("actions") or "[]")
    except (ValueError, RecursionError):
        actions = None
    if not isinstance(actions, list) or not all(isinstance(each, dict) for each in actions):
        raise ValidationError({"actions": "What it does cannot be read. Reload the page."})
    conditions_given = from_form(form).data()
    return RuleWords(form.get("name", ""), form.get("trigger", ""), conditions_given, actions)


def beginning(slug: str) -> dict[str, Any]:
    """Of a new rule: an example, or nothing."""
    example = EXAMPLES.get(slug)
    if example is None:
        return {"name": "", "trigger": "opened", "conditions": EMPTY, "actions": "[]"}
    return {
        "name": example.name,
        "trigger": example.trigger,
        "conditions": example.conditions,
        "actions": json.dumps(example.actions),
    }


def of_rule(rule: Rule) -> dict[str, Any]:
    plain = {name: getattr(rule, name) for name in ("name", "trigger", "conditions")}
    return {**plain, "actions": json.dumps(rule.actions)}
