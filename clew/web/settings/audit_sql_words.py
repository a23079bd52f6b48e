"""Facts about SQL as sentences of the audit log."""

from collections.abc import Callable, Mapping
from typing import Any

Payload = Mapping[str, Any]


def _exported(fact: Payload) -> str:
    count = fact["rows"]
    said = f"Exported {count:,} {'row' if count == 1 else 'rows'} of an SQL query"
    return said + (f": {', '.join(fact['columns'][:12])}" if fact["columns"] else "")


WORDS: dict[str, Callable[[Payload], str]] = {
    "analytics.QuerySaved": lambda fact: (
        f"Saved the query “{fact['query_name']}”{' for everybody' * fact['shared']}"
    ),
    "analytics.QueryChanged": lambda fact: (
        f"Changed the query “{fact['query_name']}”: {', '.join(fact['changed'])}"
    ),
    "analytics.QueryDeleted": lambda fact: f"Deleted the query “{fact['query_name']}”",
    "analytics.QueryRestored": lambda fact: f"Brought back the query “{fact['query_name']}”",
    "analytics.RowsExported": _exported,
}
