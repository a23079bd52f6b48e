"""A rule as somebody wrote it, checked: what is wrong is said by field, all of it at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from clew.routing.automations import reaching_out, telling  # noqa: F401  their actions
from clew.routing.automations.moments import fires_once
from clew.routing.automations.triggers import TIME, TRIGGERS
from clew.routing.automations.vocabulary import checked_action
from clew.tickets.conditions import Conditions, parse
from clew.tickets.validation import one_line

MAX_ACTIONS = 20
MAX_NAME = 120
NEVER_ENDS = (
    "This rule would fire again and again. Add a condition over a time, such as “Status since more"
    " than 3 days ago”, or a change that makes one of its conditions untrue, such as adding a tag"
    " that the conditions leave out."
)
ME = "A rule is nobody, so “me” means nothing here. Choose people."


@dataclass(frozen=True)
class RuleWords:
    """What one writes of a rule."""

    name: str
    trigger: str
    conditions: Mapping[str, Any] = field(default_factory=dict)
    actions: Sequence[Mapping[str, Any]] = ()


def checked_rule(words: RuleWords) -> dict[str, Any]:
    """As it is stored. Raises ValidationError by field; conditions by where they stand."""
    wrong: dict[str, Any] = {}
    name = one_line(words.name)[:MAX_NAME]
    if not name:
        wrong["name"] = "Give the rule a name."
    if words.trigger != TIME and words.trigger not in TRIGGERS:
        wrong["trigger"] = "Choose when the rule is asked."
    conditions = _conditions(words.conditions, wrong)
    actions = _actions(words.actions, wrong)
    if not wrong and words.trigger == TIME and not fires_once(conditions, actions):
        wrong["conditions"] = NEVER_ENDS
    if wrong:
        raise ValidationError(wrong)
    return {
        "name": name,
        "trigger": words.trigger,
        "conditions": conditions.data(),
        "actions": actions,
    }


def _conditions(given: Mapping[str, Any], wrong: dict[str, Any]) -> Conditions:
    try:
        found = parse(given)
    except ValidationError as error:
        wrong.update(error.message_dict)
        return Conditions()
    for item in found.items():
        is_me = isinstance(item.value, list) and "me" in item.value
        if item.field.name == "followed" or (item.field.name == "assignee" and is_me):
            wrong["conditions"] = ME
    return found


def _actions(given: Sequence[Mapping[str, Any]], wrong: dict[str, Any]) -> list[dict[str, Any]]:
    if not given:
        wrong["actions"] = "Choose at least one thing that the rule does."
    if len(given) > MAX_ACTIONS:
        wrong["actions"] = f"A rule does at most {MAX_ACTIONS} things."
        return []
    checked, said = [], []
    for each in given:
        try:
            checked.append(checked_action(each))
        except ValidationError as error:
            said += error.messages
    if said:
        wrong["actions"] = said
    return checked
