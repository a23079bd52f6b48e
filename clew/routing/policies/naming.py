"""Which properties of persons and accounts policies and the queue ask about."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from clew.routing.queue_rules import QueueRules


class Named(NamedTuple):
    person: list[str]
    account: list[str]


def properties_named(content: Mapping[str, Any], queue: QueueRules) -> Named:
    """Sorted, so that the same policies ask for the same."""
    paths = {*_paths(content.get("policies", [])), *(mark.path for mark in queue.top + queue.churn)}
    found = Named([], [])
    for path in sorted(paths):
        whose, _, key = path.partition(".")
        if whose in Named._fields and key:
            getattr(found, whose).append(key)
    return found


def _paths(data: object) -> Iterator[str]:
    """Conditions nest; whatever has a field is one."""
    if isinstance(data, list):
        for each in data:
            yield from _paths(each)
    elif isinstance(data, Mapping):
        if isinstance(data.get("field"), str):
            yield data["field"]
        for each in data.values():
            if isinstance(each, list | Mapping):
                yield from _paths(each)
