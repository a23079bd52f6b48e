"""An account's values from what was given, its properties and its figures. Pure; never an error."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clew.people.accounts.fields import FIELDS, READERS, USUAL
from clew.people.models import AccountSource

MONEY = ("mrr", "arr")
NAMED_CURRENCY = {"_usd": "USD", "_eur": "EUR", "_gbp": "GBP"}


@dataclass(frozen=True)
class Source:
    """Where a field comes from: ``kind`` is an AccountSource.Kind, ``name`` its key or slug."""

    kind: str
    name: str = ""


def account_values(
    properties: Mapping[str, Any],
    sources: Mapping[str, Source],
    given: Mapping[str, Any],
    figures: Mapping[str, Any],
) -> dict[str, Any]:
    """``{field: value}`` of the fields that say something. What was given wins.

    Money is Decimal, times are UTC, seats are int, owners are Owner; the rest is text. Values
    that cannot be read as what they should be are left out.
    """
    values: dict[str, Any] = {}
    for field in FIELDS:
        value = READERS[field](given[field]) if field in given else None
        if value is None:
            value = _told(field, properties, sources.get(field), figures)
        if value is not None:
            values[field] = value
    if "currency" not in values and "currency" not in sources:
        values |= _currency_of_names(properties, sources, values)
    return values


def property_behind(field: str, properties: Mapping[str, Any], source: Source | None) -> str:
    """The key that a field comes from, "" when it comes from none."""
    if source is not None and source.kind != AccountSource.Kind.PROPERTY:
        return ""
    keys = (source.name,) if source is not None else USUAL[field]
    return next((key for key in keys if READERS[field](properties.get(key)) is not None), "")


def _told(
    field: str,
    properties: Mapping[str, Any],
    source: Source | None,
    figures: Mapping[str, Any],
) -> Any:
    if source is not None and source.kind == AccountSource.Kind.METRIC:
        return READERS[field](figures.get(source.name))
    key = property_behind(field, properties, source)
    return READERS[field](properties[key]) if key else None


def _currency_of_names(
    properties: Mapping[str, Any], sources: Mapping[str, Source], values: Mapping[str, Any]
) -> dict[str, str]:
    """``mrr_usd`` says the currency too."""
    for field in MONEY:
        key = property_behind(field, properties, sources.get(field)) if field in values else ""
        if found := NAMED_CURRENCY.get(key[-4:].lower()):
            return {"currency": found}
    return {}
