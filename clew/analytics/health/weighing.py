"""How an admin weighs the parts; a part without a row has what it was registered with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from clew.analytics.health.register import Part, parts
from clew.analytics.health.scoring import MINUS, Bands, Weighed
from clew.analytics.models import HealthPart
from clew.people.models import Environment

MOST_WEIGHT = 100
MOST_NAMES, MOST_NAME = 100, 200


@dataclass(frozen=True)
class Chosen:
    """One part and what was chosen for it. ``names`` is its list, where it has one."""

    part: Part
    weight: int
    bands: Bands
    names: tuple[str, ...] = ()

    @property
    def weighed(self) -> Weighed:
        part = self.part
        return Weighed(part.kind, part.label, self.weight, self.bands, part.unit, part.missing)

    @property
    def settings(self) -> dict[str, Any]:
        """As it is stored."""
        marks = {"healthy": self.bands.healthy, "poor": self.bands.poor}
        return marks | ({"events": list(self.names)} if self.part.lists else {})

    @property
    def is_default(self) -> bool:
        return self == default_of(self.part)


def default_of(part: Part) -> Chosen:
    return Chosen(part, part.weight, Bands(part.healthy, part.poor), part.listed)


def chosen(environment: Environment) -> list[Chosen]:
    """Of every registered part, in their order. One statement."""
    rows = {row.kind: row for row in HealthPart.objects.filter(environment=environment)}
    return [_of(part, rows.get(part.kind)) for part in parts()]


def _of(part: Part, row: HealthPart | None) -> Chosen:
    default = default_of(part)
    if row is None:
        return default
    bands = Bands(
        row.settings.get("healthy", default.bands.healthy),
        row.settings.get("poor", default.bands.poor),
    )
    return Chosen(part, row.weight, bands, tuple(row.settings.get("events", default.names)))


def read_form(given: Mapping[str, Any]) -> list[Chosen]:
    """``weight-errors``, ``healthy-errors``, ``poor-errors``, ``events-errors``; raises
    ValidationError by the name of the field, all of them together."""
    wrong: dict[str, list[str]] = {}
    found = [_read(part, given, wrong) for part in parts()]
    if not wrong and not any(each.weight for each in found):
        wrong["weights"] = ["Give at least one part a weight above 0."]
    if wrong:
        raise ValidationError(wrong)
    return found


def form_values(found: list[Chosen]) -> dict[str, str]:
    """What ``read_form`` reads, for undoing and for fields."""
    values: dict[str, str] = {}
    for each in found:
        kind = each.part.kind
        values[f"weight-{kind}"] = str(each.weight)
        values[f"healthy-{kind}"] = f"{each.bands.healthy:g}"
        values[f"poor-{kind}"] = f"{each.bands.poor:g}"
        if each.part.lists:
            values[f"events-{kind}"] = "\n".join(each.names)
    return values


def _read(part: Part, given: Mapping[str, Any], wrong: dict[str, list[str]]) -> Chosen:
    kind, default = part.kind, default_of(part)
    weight = _number(given, f"weight-{kind}", default.weight, (0, MOST_WEIGHT), wrong)
    limits = (part.least, part.most)
    healthy = _number(given, f"healthy-{kind}", part.healthy, limits, wrong)
    poor = _number(given, f"poor-{kind}", part.poor, limits, wrong)
    turned = healthy == poor or (healthy > poor) != part.more_is_better
    if turned and not {f"healthy-{kind}", f"poor-{kind}"} & wrong.keys():
        side = "above" if part.more_is_better else "below"
        wrong[f"healthy-{kind}"] = [f"“Healthy” has to be {side} “poor”, which is {poor:g}."]
    return Chosen(part, int(weight), Bands(healthy, poor), _names(part, given, wrong))


def _number(
    given: Mapping[str, Any],
    name: str,
    default: float,
    limits: tuple[float, float],
    wrong: dict[str, list[str]],
) -> float:
    text = str(given.get(name, default)).strip().replace(MINUS, "-").replace(",", ".")
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not limits[0] <= value <= limits[1]:
        wrong[name] = [f"Choose a number from {limits[0]:g} to {limits[1]:g}."]
        return default
    return round(value, 2)


def _names(part: Part, given: Mapping[str, Any], wrong: dict[str, list[str]]) -> tuple[str, ...]:
    if not part.lists:
        return ()
    field = f"events-{part.kind}"
    text = str(given.get(field, "\n".join(part.listed))).replace("\x00", "")
    names = tuple(dict.fromkeys(filter(None, (line.strip() for line in text.splitlines()))))
    if len(names) > MOST_NAMES or any(len(name) > MOST_NAME for name in names):
        wrong[field] = [f"At most {MOST_NAMES} events of {MOST_NAME} characters, one on each line."]
    return names
