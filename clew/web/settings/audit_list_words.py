"""Facts about lists of customers as sentences of the audit log."""

from collections.abc import Callable, Mapping
from typing import Any

Payload = Mapping[str, Any]


def _exported(fact: Payload) -> str:
    count = fact["customers"]
    said = (
        f"Exported {count:,} {'customer' if count == 1 else 'customers'} of “{fact['list_name']}”"
    )
    return said + (f", filtered by {fact['filter']}" if fact["filter"] else "")


def _made(fact: Payload) -> str:
    return f"Made the list of customers “{fact['list_name']}”{' for everybody' * fact['shared']}"


WORDS: dict[str, Callable[[Payload], str]] = {
    "analytics.CustomerListCreated": _made,
    "analytics.CustomerListChanged": lambda fact: (
        f"Changed the list of customers “{fact['list_name']}”: {', '.join(fact['changed'])}"
    ),
    "analytics.CustomerListDeleted": lambda fact: (
        f"Deleted the list of customers “{fact['list_name']}”"
    ),
    "analytics.CustomersExported": _exported,
}
