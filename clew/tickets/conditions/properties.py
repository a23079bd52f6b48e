"""Any property a product sent of a person or a group: ``person.role``, ``account.mrr``."""

from collections.abc import Callable
from typing import Any

from django.db.models import Case, FloatField, Func, Q, TextField, Value, When
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import Exact, GreaterThan, IContains, IExact, LessThan

from clew.people.accounts.known import LABELS as KNOWN
from clew.people.accounts.known import OURS
from clew.tickets.conditions.asking import Test
from clew.tickets.conditions.columns import of_account, of_requester
from clew.tickets.conditions.fields import ConditionField
from clew.tickets.conditions.operators import Kind

MAX_KEY = 200  # characters
FALSE = ("", "false", "no", "0", "none", "null")  # any other text, or a date, is true


class JsonText(Func):
    """The value of a key as text; any key, also one that looks like a number or a path."""

    function = "jsonb_extract_path_text"
    output_field = TextField()


class JsonType(Func):
    template = "jsonb_typeof(jsonb_extract_path(%(expressions)s))"
    output_field = TextField()


def property_holds(column: str, key: str) -> Callable[[Test], Q]:
    """Of the JSON in ``column``. A missing key and null are both “not set”."""
    text = Coalesce(JsonText(column, Value(key)), Value(""), output_field=TextField())
    isnumber = Exact(JsonType(column, Value(key)), Value("number"))
    number = Case(When(isnumber, then=Cast(JsonText(column, Value(key)), FloatField())))

    def holds(test: Test) -> Q:
        match test.operator:
            case "set":
                return ~Q(Exact(text, Value("")))
            case "yes":
                return ~Q(*[Q(IExact(text, word)) for word in FALSE], _connector=Q.OR)
            case "contains":
                return Q(IContains(text, test.value))
            case "gt":
                return Q(isnumber) & Q(GreaterThan(number, test.value))
            case "lt":
                return Q(isnumber) & Q(LessThan(number, test.value))
            case _:
                return Q(*[Q(IExact(text, value)) for value in test.value], _connector=Q.OR)

    return holds


def property_of(owner: str, key: str) -> ConditionField | None:
    """``owner`` is person or account."""
    if not key or len(key) > MAX_KEY or "\x00" in key:
        return None
    if owner == "account" and key in KNOWN:
        return _known_of_account(key)
    holder, label = HOLDERS[owner]
    return ConditionField(
        name=f"{owner}.{key}",
        label=f"{label}: {key}",
        kind=Kind.PROPERTY,
        holds=holder(property_holds("properties", key)),
        section=f"{label} properties",
    )


def _known_of_account(key: str) -> ConditionField:
    """What Clew itself knows; a property that a product calls the same is not read."""
    return ConditionField(
        name=f"account.{key}",
        label=KNOWN[key],
        kind=Kind.PROPERTY,
        holds=of_account(property_holds("account__known", key)),
        section="Account",
        offered=key in OURS,  # health has fields of its own, which know more
    )


def known_fields() -> list[ConditionField]:
    return [_known_of_account(key) for key in KNOWN]


HOLDERS: dict[str, tuple[Any, str]] = {
    "person": (of_requester, "Requester"),
    "account": (of_account, "Account"),
}
