"""The operators of each kind of field, what they are called, and what value each takes."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    CHOICE = "choice"  # one of a list
    TEXT = "text"
    TAGS = "tags"
    WORDS = "words"  # full text
    NUMBER = "number"
    TIME = "time"
    AHEAD = "ahead"  # a moment that comes, or has passed too early
    YES_NO = "yes_no"
    PROPERTY = "property"  # of any type, as a product sent it


class Takes(StrEnum):
    """What stands behind the operator."""

    NOTHING = "nothing"
    LIST = "list"  # of texts; any of them
    TEXT = "text"
    NUMBER = "number"
    SPAN = "span"  # "3d", "12h"
    DATE = "date"  # an ISO date or instant


@dataclass(frozen=True)
class Operator:
    name: str
    label: str
    takes: Takes


IS = Operator("is", "is", Takes.LIST)
IS_NOT = Operator("is_not", "is not", Takes.LIST)
SET = Operator("set", "is set", Takes.NOTHING)
NOT_SET = Operator("not_set", "is not set", Takes.NOTHING)
CONTAINS = Operator("contains", "contains", Takes.TEXT)
NOT_CONTAINS = Operator("not_contains", "does not contain", Takes.TEXT)
MORE = Operator("gt", "is more than", Takes.NUMBER)
LESS = Operator("lt", "is less than", Takes.NUMBER)

OPERATORS: dict[Kind, tuple[Operator, ...]] = {
    Kind.CHOICE: (IS, IS_NOT),
    Kind.TEXT: (IS, IS_NOT, CONTAINS, NOT_CONTAINS, SET, NOT_SET),
    Kind.TAGS: (
        Operator("includes", "include", Takes.LIST),
        Operator("not_includes", "do not include", Takes.LIST),
        Operator("set", "are set", Takes.NOTHING),
        Operator("not_set", "are not set", Takes.NOTHING),
    ),
    Kind.WORDS: (
        Operator("matches", "have the words", Takes.TEXT),
        Operator("not_matches", "do not have the words", Takes.TEXT),
    ),
    Kind.NUMBER: (
        Operator("is", "is", Takes.NUMBER),
        Operator("is_not", "is not", Takes.NUMBER),
        MORE,
        LESS,
    ),
    Kind.TIME: (
        Operator("within", "within the last", Takes.SPAN),
        Operator("ago", "more than … ago", Takes.SPAN),
        Operator("after", "on or after", Takes.DATE),
        Operator("before", "before", Takes.DATE),
    ),
    Kind.AHEAD: (
        Operator("next", "within the next", Takes.SPAN),
        Operator("overdue", "more than … over", Takes.SPAN),
        Operator("after", "on or after", Takes.DATE),
        Operator("before", "before", Takes.DATE),
    ),
    Kind.YES_NO: (
        Operator("yes", "yes", Takes.NOTHING),
        Operator("no", "no", Takes.NOTHING),
    ),
    Kind.PROPERTY: (
        *(IS, IS_NOT, CONTAINS, NOT_CONTAINS, MORE, LESS, SET, NOT_SET),
        Operator("yes", "is true", Takes.NOTHING),
        Operator("no", "is not true", Takes.NOTHING),
    ),
}
# Asked as their opposite, and the answer turned round: nothing is in both, nothing in neither.
OPPOSITES = {
    "is_not": "is",
    "not_set": "set",
    "not_contains": "contains",
    "not_includes": "includes",
    "not_matches": "matches",
    "no": "yes",
}
