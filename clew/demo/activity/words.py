"""Fills the {words} of an errand's steps."""

import random
from functools import cache
from typing import Any

from clew.demo.activity.tables import table_of

RANGES = {  # numbers: lowest, highest
    "few": (2, 9),
    "ms": (180, 9400),
    "rows": (40, 18_000),
    "bytes": (120_000, 88_000_000),
}


def draw(roll: random.Random) -> dict[str, str]:
    """One value for each word; an errand uses the same ones in all of its steps."""
    found = {word: roll.choice(values) for word, values in _choices().items()}
    for word, (low, high) in RANGES.items():
        found[word] = str(roll.randint(low, high))
    found["run"] = f"run_{roll.getrandbits(40):010x}"
    found["flow_title"] = _title(found["flow"])
    found["connector_title"] = _title(found["connector"])
    found["doc_title"] = _title(found["doc"])
    return found


def value_of(text: str) -> Any:
    """A property as an SDK would send it: numbers and booleans are not text."""
    if text in {"true", "false"}:
        return text == "true"
    return int(text) if text.isdecimal() else text


@cache
def _choices() -> dict[str, list[str]]:
    choices: dict[str, list[str]] = table_of("errands")["words"]
    return choices


@cache
def _title(slug: str) -> str:
    return slug.replace("-", " ").capitalize()
