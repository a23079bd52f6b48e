"""Facts about usage metrics as sentences of the audit log."""

from collections.abc import Callable, Mapping
from typing import Any

Payload = Mapping[str, Any]
WHAT = {
    "name": "its name",
    "description": "its description",
    "events": "its events",
    "filters": "the filters of all its events",
    "math": "how it is counted",
    "math_property": "the property it goes by",
    "days": "its period",
    "display": "how it is drawn",
    "format": "its unit",
    "currency": "its currency",
    "more_is_better": "whether more is better",
}


def _metric(fact: Payload) -> str:
    return f"the usage metric “{fact['name_of_metric']}”"


def _changed(fact: Payload) -> str:
    return f"Changed {_metric(fact)}: {', '.join(WHAT.get(one, one) for one in fact['changed'])}"


WORDS: dict[str, Callable[[Payload], str]] = {
    "analytics.MetricCreated": lambda fact: f"Added {_metric(fact)}",
    "analytics.MetricChanged": _changed,
    "analytics.MetricMoved": lambda fact: f"Moved {_metric(fact)} to place {fact['place']}",
    "analytics.MetricDeleted": lambda fact: f"Deleted {_metric(fact)}",
    "analytics.MetricRestored": lambda fact: f"Brought back {_metric(fact)}",
}
