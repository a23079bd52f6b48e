"""Operators of conditions over values in hand; ``clew.tickets.conditions`` has them in SQL."""

from collections.abc import Callable
from typing import Any

from clew.routing.targets.vocabulary import Situation

Holds = Callable[[Situation], bool]
Read = Callable[[Situation], Any]

MAX_VALUES = 50
WITHOUT_VALUE = {"set", "yes"}
NO = frozenset({"", "false", "no", "0", "none", "null"})


def checked_value(operator: str, value: object) -> Any:
    """Raises ValueError, saying what to write."""
    if operator in WITHOUT_VALUE:
        return None
    if operator in {"gt", "lt"}:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError("write a number.")
        return value
    given = value if isinstance(value, list) else [value]
    texts = frozenset(_text(each) for each in given)
    if not texts or "" in texts or len(texts) > MAX_VALUES:
        raise ValueError(f"write one to {MAX_VALUES} values.")
    return texts


def _text(value: object) -> str:
    """As JSON writes it, without regard to case."""
    if value is None or isinstance(value, bool):
        return {None: "", True: "true", False: "false"}[value]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip().casefold()


def _texts(value: object) -> list[str]:
    return [_text(each) for each in value] if isinstance(value, list | tuple) else [_text(value)]


def _is(read: Read, values: frozenset[str]) -> Holds:
    return lambda at: not values.isdisjoint(_texts(read(at)))


def _contains(read: Read, values: frozenset[str]) -> Holds:
    return lambda at: any(value in text for text in _texts(read(at)) for value in values)


def _is_set(read: Read, _: None) -> Holds:
    return lambda at: any(_texts(read(at)))


def _yes(read: Read, _: None) -> Holds:
    """True, a number but 0, or any text but a “no”."""
    return lambda at: any(text not in NO for text in _texts(read(at)))


def _more(read: Read, than: float) -> Holds:
    return lambda at: _is_number(found := read(at)) and found > than


def _less(read: Read, than: float) -> Holds:
    return lambda at: _is_number(found := read(at)) and found < than


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


ASKED: dict[str, Callable[[Read, Any], Holds]] = {
    "is": _is,
    "includes": _is,
    "contains": _contains,
    "set": _is_set,
    "yes": _yes,
    "gt": _more,
    "lt": _less,
}
