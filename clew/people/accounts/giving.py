"""Values set by hand, the API or a file: kept as JSON beside the account, and winning."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson
from django.core.exceptions import ValidationError

from clew.core import clock
from clew.people.accounts.fields import FIELDS, LABELS, NUMBERS, OWNERS, READERS, TIMES, Owner
from clew.people.accounts.settling import Settling, settle
from clew.people.identity.sql import arrays, execute
from clew.people.identity.storable import storable_json

_GIVEN = """
    INSERT INTO people_account AS account
        (group_id, environment_id, currency, region, risk, given, updated_at)
    SELECT g.id, g.environment_id, '', '', '', v.given::jsonb, %b
    FROM unnest(%b::bigint[], %b::text[], %b::text[]) AS v (id, given, gone)
    JOIN people_group g ON g.id = v.id
    ORDER BY g.id
    ON CONFLICT (group_id) DO UPDATE SET updated_at = excluded.updated_at,
        given = (account.given - ARRAY(SELECT jsonb_array_elements_text(
                     (SELECT gone::jsonb FROM unnest(%b::bigint[], %b::text[]) AS w (id, gone)
                      WHERE w.id = excluded.group_id)))) || excluded.given
"""
Given = dict[str, Any]  # by field; None takes the value back


def checked(values: Mapping[str, Any]) -> Given:
    """As JSON that is kept; "" is None. Raises ValidationError by field, in words."""
    found: Given = {}
    wrong: dict[str, str] = {}
    for field, value in values.items():
        if field not in FIELDS:
            wrong[field] = f"There is no such field. Use {', '.join(FIELDS)}."
        elif value is None or value in ("", {}) or (isinstance(value, str) and not value.strip()):
            found[field] = None
        elif (read := READERS[field](value)) is None:
            wrong[field] = wrong_words(field, value)
        else:
            found[field] = as_json(read)
    if wrong:
        raise ValidationError(wrong)
    return found


def as_json(value: Any) -> Any:
    match value:
        case Decimal():
            return str(value.quantize(Decimal(1)) if value == value.to_integral_value() else value)
        case datetime():
            return value.isoformat()
        case Owner():
            return value.as_json
    return value


def wrong_words(field: str, value: Any) -> str:
    shown = f"“{str(value)[:40]}”"
    if field in {"seats", "seats_used"}:
        return f"{LABELS[field]}: {shown} is no whole number of 0 or more."
    if field in NUMBERS:
        return f"{LABELS[field]}: {shown} is no amount. Write it like 1,200.50."
    if field in TIMES:
        return f"{LABELS[field]}: {shown} is no date. Write it like 2026-03-31."
    if field == "currency":
        return f"{LABELS[field]}: {shown} is no code of three letters, such as USD."
    if field in OWNERS:
        return f"{LABELS[field]}: {shown} is neither a name nor an email address."
    return f"{LABELS[field]}: {shown} is no text."


def give(how: Settling, given: Mapping[int, Given]) -> int:
    """By group id. Needs the environment's lock. Returns how many accounts became different."""
    rows = [
        (
            group_id,
            storable_json({field: value for field, value in each.items() if value is not None}),
            orjson.dumps([field for field, value in each.items() if value is None]).decode(),
        )
        for group_id, each in given.items()
        if each
    ]
    if not rows:
        return 0
    groups, kept, gone = arrays(rows)
    execute(_GIVEN, clock.now(), groups, kept, gone, groups, gone)
    return settle(how, groups)
