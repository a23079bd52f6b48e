"""A visit with a purpose: picks an errand and walks through its steps."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from clew.demo.activity.moments import Moment
from clew.demo.activity.tables import table_of
from clew.demo.activity.traces import usual_trace
from clew.demo.activity.words import draw, value_of


@dataclass(frozen=True, slots=True)
class Errand:
    name: str
    weight: int
    stop: float  # chance to leave after each step
    steps: tuple[str, ...]


def run_errand(moment: Moment, *, visiting: bool = False) -> None:
    """Add one errand's events to the moment."""
    choices = _errands("visit" if visiting else "errand")
    (errand,) = moment.roll.choices(choices, [errand.weight for errand in choices])
    words = draw(moment.roll)
    for step in errand.steps:
        take_step(step, words, moment)
        if moment.roll.random() < errand.stop:
            return


def take_step(step: str, words: dict[str, str], moment: Moment) -> None:
    kind, _, rest = step.partition(" ")
    if kind == "page":
        path, title = rest.format_map(words).split(" | ")
        moment.page(path, title)
    elif kind == "trace":
        usual_trace(moment)
    else:
        name, *pairs = rest.format_map(words).split(" ")
        send = moment.server if kind == "server" else moment.browser
        send(name, _properties(pairs))
        moment.wait(2, 40)


def _properties(pairs: list[str]) -> dict[str, Any]:
    return {key: value_of(value) for key, value in (pair.split("=", 1) for pair in pairs)}


@cache
def _errands(kind: str) -> tuple[Errand, ...]:
    rows = table_of("errands")[kind]
    return tuple(Errand(**{**row, "steps": tuple(row["steps"])}) for row in rows)
