"""Which ids can be a customer's, and which person id follows from a distinct id."""

import re
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid5

MAX_DISTINCT_ID = 200  # characters

# Fixed for ever: changing it gives every person a new id.
_PERSONS = UUID("5d0f7a52-6c1b-5f0e-9a57-0c1e8d3b2f64")

# What broken client code sends when it has no id. Merging on one would put strangers together.
_ILLEGAL_IN_ANY_CASE = frozenset(
    {
        "anonymous",
        "guest",
        "distinctid",
        "distinct_id",
        "id",
        "not_authenticated",
        "email",
        "undefined",
        "true",
        "false",
    }
)
_ILLEGAL_EXACTLY = frozenset({"[object Object]", "NaN", "None", "none", "null", "0", "undefined"})

# SDKs send a group's own events under "$<type>_<key>", and cookieless visits under a sentinel.
_STAND_IN = re.compile(r"\$.+_.+", re.DOTALL)


@lru_cache(maxsize=65536)
def person_uuid(environment_id: int, first_distinct_id: str) -> UUID:
    """The id of the person who begins with this distinct id; the same on every replay."""
    return uuid5(_PERSONS, f"{environment_id}:{first_distinct_id}")


def is_illegal(distinct_id: str) -> bool:
    """Blank, too long, or a word that stands for "no id", bare or in quotes."""
    bare = _without_quotes(distinct_id)
    return (
        not bare.strip()
        or len(distinct_id) > MAX_DISTINCT_ID
        or "\x00" in distinct_id
        or bare in _ILLEGAL_EXACTLY
        or bare.lower() in _ILLEGAL_IN_ANY_CASE
    )


def is_stand_in(distinct_id: str) -> bool:
    """True for ids such as ``$company_acme``: they speak for a group, not for a person."""
    return distinct_id.startswith("$") and _STAND_IN.fullmatch(distinct_id) is not None


def can_be_customer(distinct_id: str) -> bool:
    return not is_illegal(distinct_id) and not is_stand_in(distinct_id)


def id_text(value: Any) -> str | None:
    """An id as the wire means it (SDKs send numbers too); None when there is none."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int | float):
        return str(value)
    return "[object Object]"


def _without_quotes(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return text[1:-1]
    return text
