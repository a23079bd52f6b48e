"""What all policies together ask about, and which plans they name."""

from collections.abc import Iterator, Mapping
from typing import Any

from clew.routing.policies.matching import reader
from clew.routing.policies.operators import Read
from clew.routing.policies.plans import plan_slug


def asked_by(content: Mapping[str, Any]) -> tuple[Read, ...]:
    """How to read what any condition asks about."""
    items = [item for part in _parts(content) for item in _items(part.get("conditions") or {})]
    return tuple(reader(name) for name in dict.fromkeys(item["field"] for item in items))


def _parts(content: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for policy in content["policies"]:
        yield policy
        yield from policy.get("priorities", [])


def _items(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for part in [*data.get("all", []), *data.get("any", [])]:
        if "field" in part:
            yield part
        else:
            yield from _items(part)


def plans_named(content: Mapping[str, Any]) -> Iterator[str]:
    """Whatever plan a policy speaks of is known."""
    for policy in content["policies"]:
        for target in policy.get("targets", []):
            named = (target.get("when") or {}).get("plan") or []
            yield from _plans(named)
    for part in _parts(content):
        for item in _items(part.get("conditions") or {}):
            if item["field"] == "plan" and item.get("value"):
                yield from _plans(item["value"])


def _plans(given: Any) -> Iterator[str]:
    """Numbers are no plans, though a condition may compare with one."""
    texts = given if isinstance(given, list) else [given]
    yield from (plan_slug(each) for each in texts if isinstance(each, str))
