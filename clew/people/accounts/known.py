"""What conditions, policies and macros may ask of an account beside the product's properties.

The keys are Clew's own: a property of the same name is not read under them.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

LABELS: dict[str, str] = {
    "$mrr": "MRR",
    "$arr": "ARR",
    "$currency": "Currency",
    "$health": "Health score",
    "$health_band": "Health",
    "$csm": "Customer success",
    "$tam": "Technical account manager",
    "$ae": "Account executive",
    "$region": "Region",
    "$risk": "Risk",
    "$seats": "Seats",
    "$seats_used": "Seats used",
    "$trial_ends_at": "Trial ends",
    "$renews_at": "Renews",
}
KEYS = frozenset(LABELS)
OURS = KEYS - {"$health", "$health_band"}  # the rest is told by whoever counts it


def known_of(values: Mapping[str, Any], owners: Mapping[str, str]) -> dict[str, Any]:
    """``$…`` keys from an account's values and the names of its owners, as JSON."""
    told = {f"${field}": _plain(value) for field, value in values.items()}
    told |= {f"${kind}": name for kind, name in owners.items() if name}
    return {key: value for key, value in told.items() if key in OURS}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, datetime) else value
