"""The list of errors, a page at a time."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from clew.events.capture.timestamps import EPOCH
from clew.events.errors.records import ErrorPage, ErrorsAsked, ListedError, Order
from clew.events.everybody import column_of_group, read

ORDERS = {
    Order.LAST: "last_at",
    Order.TIMES: "times",
    Order.PEOPLE: "people",
    Order.ACCOUNTS: "accounts",
    Order.NEW: "first_at",
}
IS_NEW = """error_fingerprint NOT IN (
    SELECT error_fingerprint FROM events
    WHERE environment_id = {environment_id:UInt32} AND event = '$exception'
      AND timestamp < {new_since:DateTime64(3, 'UTC')}
)"""


def errors_listed(asked: ErrorsAsked, *, limit: int = 25, skip: int = 0) -> ErrorPage:
    bound: dict[str, Any] = {
        "environment_id": asked.environment_id, "since": asked.new_since or asked.since,
        "limit": limit, "skip": skip,
    }  # fmt: skip
    pieces = {
        "accounts": accounts_counted(asked.account_index),
        "filters": _filters(asked, bound),
        "order": ORDERS[asked.order],
    }
    rows = read("errors/listed", pieces, bound)
    days, first = days_of(asked.environment_id, [row[0] for row in rows])
    found = [
        ListedError(
            fingerprint=row[0], type=row[1], value=row[2], times=row[3], people=row[4],
            accounts=row[5], versions=sorted(row[6], reverse=True), first_at=first[row[0]],
            last_at=row[8], by_day=days[row[0]],
        ) for row in rows
    ]  # fmt: skip
    return ErrorPage(found, rows[0][9] if rows else 0)


def versions_seen(environment_id: int, *, since: datetime) -> list[str]:
    """Of the customer's product, the one seen last first."""
    rows = read("errors/versions", {}, {"environment_id": environment_id, "since": since})
    return [row[0] for row in rows]


def accounts_counted(index: int | None) -> str:
    if index is None:
        return "toUInt64(0)"
    column = column_of_group(index)
    return f"uniqExactIf({column}, notEmpty({column}))"


def _filters(asked: ErrorsAsked, bound: dict[str, Any]) -> str:
    found = ["1"]
    if asked.text:
        bound["text"] = asked.text
        words = (f"positionCaseInsensitiveUTF8({column}, {{text:String}}) > 0"
                 for column in ("error_type", "error_value"))  # fmt: skip
        found.append(f"({' OR '.join(words)})")
    if asked.version:
        bound["version"] = asked.version
        found.append("error_version = {version:String}")
    if asked.account_keys and asked.account_index is not None:
        bound["keys"] = list(asked.account_keys)
        found.append(f"{column_of_group(asked.account_index)} IN {{keys:Array(String)}}")
    if asked.new_since is not None:
        bound["new_since"] = asked.new_since
        found.append(IS_NEW)
    return " AND ".join(found)


def days_of(
    environment_id: int, fingerprints: Sequence[int], *, since: datetime = EPOCH
) -> tuple[dict[int, dict[date, int]], dict[int, datetime]]:
    days: dict[int, dict[date, int]] = defaultdict(dict)
    first: dict[int, datetime] = {}
    if not fingerprints:
        return days, first
    bound = {
        "environment_id": environment_id, "fingerprints": list(fingerprints), "since": since,
    }  # fmt: skip
    for fingerprint, day, times, first_at in read("errors/days", {}, bound):
        days[fingerprint][day] = times
        first[fingerprint] = min(first_at, first.get(fingerprint, first_at))
    return days, first
