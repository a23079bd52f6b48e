"""What the audit log says of ownership."""

from collections.abc import Callable, Mapping
from typing import Any

Payload = Mapping[str, Any]


def _changes(fact: Payload) -> str:
    """“Team from Delivery to Data, Label to exports”."""
    said = []
    for label, (before, after) in fact["changed"].items():
        came = f" from {_said(before)}" if before else ""
        said.append(f"{label}{came} to {_said(after)}")
    return ", ".join(said)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"“{value}”" if value else "nothing"


def _areas(count: int) -> str:
    return f"{count} {'area' if count == 1 else 'areas'}"


def _sme(fact: Payload) -> str:
    place = f"{fact['group']} in {fact['region']}"
    if not fact["after"]:
        return f"Took {fact['before']} from {place}"
    instead = f" instead of {fact['before']}" if fact["before"] else ""
    return f"Made {fact['after']} the expert of {place}{instead}"


WORDS: dict[str, Callable[[Payload], str]] = {
    "routing.TicketClassified": lambda fact: (
        f"Put #{fact['number']} into product area {fact['area'] or 'none'}: {fact['reason']}"
    ),
    "routing.OwnershipChanged": lambda fact: f"Changed who owns “{fact['area']}”: {_changes(fact)}",
    "routing.OwnershipImported": lambda fact: (
        f"Imported ownership: {_areas(fact['added'])} added, {_areas(fact['changed'])} changed"
    ),
    "routing.ProductGroupAdded": lambda fact: f"Added the product group “{fact['group']}”",
    "routing.ProductGroupChanged": lambda fact: (
        f"Changed the product group “{fact['group']}”: {_changes(fact)}"
    ),
    "routing.ProductGroupDeleted": lambda fact: f"Deleted the product group “{fact['group']}”",
    "routing.RegionAdded": lambda fact: f"Added the region “{fact['region']}”",
    "routing.RegionRenamed": lambda fact: (
        f"Renamed the region “{fact['before']}” to “{fact['region']}”"
    ),
    "routing.RegionDeleted": lambda fact: f"Deleted the region “{fact['region']}”",
    "routing.SmeChanged": _sme,
    "routing.CoverageGapBegan": lambda fact: f"Nobody covers {fact['group']} in {fact['region']}",
    "routing.CoverageGapEnded": lambda fact: (
        f"{fact['group']} in {fact['region']} is covered again"
    ),
}
