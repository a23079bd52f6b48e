"""Types that a query may name: in CAST, after ``::`` and of parameters."""

import re

PLAIN = frozenset({
    "Bool", "String", "UUID", "Date", "Date32", "Float32", "Float64", "IPv4", "IPv6",
    *(f"{sign}Int{bits}" for sign in ("", "U") for bits in (8, 16, 32, 64, 128, 256)),
})  # fmt: skip
# Name → fewest and most arguments that are types.
OF_TYPES = {"Array": (1, 1), "Map": (2, 2), "Tuple": (1, 20), "Nullable": (1, 1),
            "LowCardinality": (1, 1)}  # fmt: skip
SIZED = re.compile(
    r"FixedString\(\d{1,4}\)|Decimal\(\d{1,2}(, ?\d{1,2})?\)|Decimal(32|64|128|256)\(\d{1,2}\)"
    r"|DateTime(\('[A-Za-z0-9_/+-]{1,40}'\))?"
    r"|DateTime64\(\d(, ?'[A-Za-z0-9_/+-]{1,40}')?\)"
)
ALIASES = {
    "int": "Int32", "integer": "Int32", "bigint": "Int64", "text": "String", "varchar": "String",
    "float": "Float64", "double": "Float64", "boolean": "Bool", "datetime": "DateTime",
    "timestamp": "DateTime", "datetime64": "DateTime64(3)", "decimal": "Decimal(18, 4)",
    **{each.lower(): each for each in PLAIN},
}  # fmt: skip
DEEPEST = 6


def type_called(text: str) -> str | None:
    """As ClickHouse writes it; None for one that is not offered."""
    return _type(text.strip(), DEEPEST)


def _type(text: str, depth: int) -> str | None:
    if known := ALIASES.get(text.lower()):
        return known
    if SIZED.fullmatch(text):
        return text
    outer, bracket, rest = text.partition("(")
    if not (bracket and rest.endswith(")") and outer in OF_TYPES and depth):
        return None
    inner = [_type(each.strip(), depth - 1) for each in _split(rest[:-1])]
    least, most = OF_TYPES[outer]
    if not least <= len(inner) <= most or None in inner:
        return None
    return f"{outer}({', '.join(str(each) for each in inner)})"


def _split(text: str) -> list[str]:
    """At the commas outside brackets."""
    parts, depth = [""], 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return parts
