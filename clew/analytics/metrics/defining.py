"""A metric as somebody writes it, checked: every mistake is said by its place, all at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from clew.analytics.metrics.reading import NAME_LENGTH, NotUnderstood, read_filters, read_matchers
from clew.analytics.models import UsageMetric

PERIODS = (7, 30, 90)  # days
LETTERS_OF_CURRENCY = 3
LENGTHS = {"name": 80, "description": 300, "math_property": NAME_LENGTH}
Math = UsageMetric.Math


@dataclass(frozen=True, kw_only=True)
class Definition:
    """``events`` and ``filters`` as JSON; README.md says what they hold."""

    name: str
    events: Any
    description: str = ""
    filters: Any = ()
    math: str = Math.COUNT
    math_property: str = ""
    days: int = 30
    display: str = UsageMetric.Display.NUMBER
    format: str = UsageMetric.Format.NUMBER
    currency: str = ""
    more_is_better: bool = True


FIELDS = tuple(Definition.__dataclass_fields__)


def definition_of(metric: UsageMetric) -> Definition:
    return Definition(**{name: getattr(metric, name) for name in FIELDS})


def checked(given: Definition) -> dict[str, Any]:
    """Values of the model's fields. Raises ValidationError by field or place."""
    wrong: dict[str, str] = {}
    values: dict[str, Any] = {"more_is_better": bool(given.more_is_better)}
    _texts(given, values, wrong)
    _choices(given, values, wrong)
    _matching(given, values, wrong)
    if wrong:
        raise ValidationError({place: [said] for place, said in wrong.items()})
    return values


def written_onto(metric: UsageMetric, values: Mapping[str, Any]) -> list[str]:
    """What of it is another now."""
    changed = [name for name, value in values.items() if getattr(metric, name) != value]
    for name, value in values.items():
        setattr(metric, name, value)
    return changed


def _texts(given: Definition, values: dict[str, Any], wrong: dict[str, str]) -> None:
    for name, length in LENGTHS.items():
        values[name] = " ".join(str(getattr(given, name)).replace("\x00", "").split())
        if len(values[name]) > length:
            wrong[name] = f"At most {length} characters fit here."
    if not values["name"]:
        wrong["name"] = "Give the metric a name."
    values["currency"] = given.currency.strip().upper()
    if given.format == UsageMetric.Format.CURRENCY:
        code = values["currency"]
        if len(code) != LETTERS_OF_CURRENCY or not (code.isascii() and code.isalpha()):
            wrong["currency"] = "Write the currency as three letters, such as USD or EUR."
    else:
        values["currency"] = ""


def _choices(given: Definition, values: dict[str, Any], wrong: dict[str, str]) -> None:
    choices: dict[str, list[Any]] = {
        "math": list(Math.values),
        "display": list(UsageMetric.Display.values),
        "format": list(UsageMetric.Format.values),
        "days": list(PERIODS),
    }
    for name, allowed in choices.items():
        values[name] = getattr(given, name)
        if values[name] not in allowed:
            wrong[name] = f"Choose one of: {', '.join(map(str, allowed))}."
    if given.math not in {Math.SUM, Math.LAST}:
        values["math_property"] = ""
    elif not values["math_property"]:
        wrong["math_property"] = "Choose the property whose values are meant."


def _matching(given: Definition, values: dict[str, Any], wrong: dict[str, str]) -> None:
    try:
        values["events"] = [one.as_json() for one in read_matchers(list(given.events or ()))]
        if not values["events"]:
            wrong["events"] = "Add at least one event."
    except NotUnderstood as error:
        wrong |= {problem.place: problem.said for problem in error.problems}
    except TypeError:
        wrong["events"] = "This has to be a list."
    try:
        values["filters"] = [one.as_json() for one in read_filters(list(given.filters or ()))]
    except NotUnderstood as error:
        wrong |= {problem.place: problem.said for problem in error.problems}
    except TypeError:
        wrong["filters"] = "This has to be a list."
