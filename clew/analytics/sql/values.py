"""What the engine answers → JSON that loses nothing: large whole numbers become text."""

import json
from collections.abc import Callable
from typing import Any

import orjson

SAFE = 2**53  # above it a whole number is not exact in JSON as browsers read it
Reader = Callable[[Any], Any]


def reader_of(type_name: str) -> Reader | None:
    """None when values of this type can stay as they are."""
    bare = _unwrapped(type_name)
    if bare.startswith(("Int", "UInt")) and not bare.startswith("Interval"):
        return _whole if bare.endswith(("64", "128", "256")) else None
    if bare.startswith("Interval"):
        return _whole
    if bare.startswith("Array("):
        inner = reader_of(bare[6:-1])
        return _list_of(inner) if inner else None
    if bare.startswith("Map("):
        parts = split(bare[4:-1])
        inner = reader_of(parts[1])
        return _values_of(inner) if inner else None
    if bare.startswith(("Tuple(", "Nested(")):
        readers = [reader_of(_without_name(each)) for each in split(bare[6:-1])]
        return _tuple_of(readers) if any(readers) else None
    return None


def read_answer(raw: bytes) -> dict[str, Any]:
    """The engine's JSONCompact, whole numbers of any size as they are."""
    head = raw[: raw.find(b'"data":')]
    is_wide = b"Int128" in head or b"Int256" in head
    found: dict[str, Any] = json.loads(raw) if is_wide else orjson.loads(raw)
    return found


def split(text: str) -> list[str]:
    """At the commas outside brackets and quotes."""
    parts, depth, quoted = [""], 0, False
    for at, sign in enumerate(text):
        if sign == "'" and text[at - 1 : at] != "\\":
            quoted = not quoted
        if not quoted:
            depth += (sign == "(") - (sign == ")")
            if sign == "," and not depth:
                parts.append("")
                continue
        parts[-1] += sign
    return [each.strip() for each in parts]


def _unwrapped(type_name: str) -> str:
    for wrapper in ("LowCardinality(", "Nullable("):
        if type_name.startswith(wrapper):
            type_name = type_name.removeprefix(wrapper)[:-1]
    return type_name


def _without_name(element: str) -> str:
    """``a Int64`` of a named tuple → ``Int64``."""
    first, _, rest = element.partition(" ")
    return rest if rest and "(" not in first and "," not in first else element


def _whole(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not -SAFE <= value <= SAFE else value


def _list_of(inner: Reader) -> Reader:
    return lambda value: [inner(each) for each in value] if isinstance(value, list) else value


def _values_of(inner: Reader) -> Reader:
    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {key: inner(each) for key, each in value.items()}

    return read


def _tuple_of(readers: list[Reader | None]) -> Reader:
    def read(value: Any) -> Any:
        if isinstance(value, dict):
            pairs = zip(value.items(), readers, strict=False)
            return {key: (inner(each) if inner else each) for (key, each), inner in pairs}
        if not isinstance(value, list):
            return value
        return [inner(each) if inner else each for each, inner in zip(value, readers, strict=False)]

    return read
