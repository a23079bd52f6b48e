"""Small pieces of compiled SQL, and how texts and names are quoted in them."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """As much of a type as it takes to know how a property is to be read beside it."""

    NUMBER = "number"
    TEXT = "text"
    BOOL = "bool"
    TIME = "time"
    PROPERTY = "property"  # Nullable(String) out of JSON: a number, a text or a time
    DOCUMENT = "document"  # JSON as text
    NULL = "null"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Piece:
    """Complete in itself: brackets stand where they are needed."""

    text: str
    kind: Kind = Kind.OTHER


ESCAPED = {
    "\\": "\\\\", "'": "\\'", "`": "\\`", "\x00": "\\0", "\n": "\\n", "\r": "\\r", "\t": "\\t",
    "\b": "\\b", "\f": "\\f",
}  # fmt: skip


def text_literal(text: str) -> str:
    return f"'{_escaped(text)}'"


def name(text: str) -> str:
    """A column's name or a step of a path."""
    return f"`{_escaped(text)}`"


def _escaped(text: str) -> str:
    # Halves of characters that JSON may bring cannot be sent.
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(ESCAPED.get(sign, sign) for sign in whole)


def as_number(piece: Piece) -> str:
    return f"toFloat64OrNull({piece.text})" if piece.kind is Kind.PROPERTY else piece.text


def as_time(piece: Piece) -> str:
    if piece.kind is not Kind.PROPERTY:
        return piece.text
    return f"parseDateTime64BestEffortOrNull({piece.text}, 3, 'UTC')"


def as_condition(piece: Piece) -> str:
    return f"({piece.text} = 'true')" if piece.kind is Kind.PROPERTY else piece.text


def beside(piece: Piece, *others: Kind) -> str:
    """A property as what it is compared with or added to asks for."""
    if piece.kind is Kind.PROPERTY:
        if Kind.NUMBER in others:
            return as_number(piece)
        if Kind.TIME in others:
            return as_time(piece)
    return piece.text


def joint_kind(pieces: list[Piece]) -> Kind:
    """Of what can be any of these: branches of a condition, operands of coalesce."""
    kinds = {piece.kind for piece in pieces} - {Kind.NULL}
    for kind in (Kind.NUMBER, Kind.TIME):
        if kinds and kinds <= {kind, Kind.PROPERTY} and kind in kinds:
            return kind
    if kinds == {Kind.PROPERTY, Kind.TEXT}:
        return Kind.TEXT
    return kinds.pop() if len(kinds) == 1 else Kind.OTHER


def kind_of_type(type_name: str) -> Kind:
    """Of a type as ClickHouse names it."""
    bare = type_name
    for wrapper in ("LowCardinality(", "Nullable("):
        if bare.startswith(wrapper):
            bare = bare.removeprefix(wrapper).removesuffix(")")
    for starts, kind in KINDS.items():
        if bare.startswith(starts):
            return kind
    return Kind.OTHER


KINDS = {
    "Int": Kind.NUMBER, "UInt": Kind.NUMBER, "Float": Kind.NUMBER, "Decimal": Kind.NUMBER,
    "String": Kind.TEXT, "FixedString": Kind.TEXT, "Bool": Kind.BOOL, "Date": Kind.TIME,
}  # fmt: skip
