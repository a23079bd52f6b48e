"""Rules to begin with. They are offered, never switched on by themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from clew.tickets.conditions import field_named


@dataclass(frozen=True)
class Example:
    slug: str
    name: str
    about: str
    trigger: str
    conditions: Mapping[str, Any] = field(default_factory=dict)
    actions: tuple[Mapping[str, Any], ...] = ()

    @property
    def fits(self) -> bool:
        """Whether this installation knows every field that it asks about."""
        asked = (each["field"] for each in self.conditions.get("all", ()))
        return all(field_named(name) is not None for name in asked)


def _holds(name: str, operator: str, value: Any = "") -> dict[str, Any]:
    return {"field": name, "operator": operator, "value": value}


def _tell(to: str, text: str) -> dict[str, Any]:
    return {"field": "notify", "value": {"to": to, "text": text}}


EXAMPLES: dict[str, Example] = {
    each.slug: each
    for each in (
        Example(
            "tag-enterprise",
            "Tag enterprise",
            "Tickets of the Enterprise plan get a tag that views and reports can use.",
            "opened",
            {"all": [_holds("plan", "is", ["enterprise"])]},
            ({"field": "tags.add", "value": ["enterprise"]},),
        ),
        Example(
            "alert-leads",
            "Tell leads of a breach",
            "Leads hear at once when a promise to a customer was not kept.",
            "target_breached",
            {"all": []},
            (_tell("leads", "Target breached"),),
        ),
        Example(
            "free-the-absent",
            "Free tickets of who is away",
            "When a customer replies and its assignee is away, the ticket goes back to the queue.",
            "customer_replied",
            {"all": [_holds("assignee_away", "yes")]},
            ({"field": "assignee", "value": ""},),
        ),
        Example(
            "severity-words",
            "Raise severity for outages",
            "Words such as “production down” make a new ticket critical.",
            "opened",
            {"all": [_holds("words", "matches", '"production down" or outage or "data loss"')]},
            ({"field": "severity", "value": "critical"},),
        ),
        Example(
            "forgotten",
            "Remind of forgotten tickets",
            "A ticket that nobody touched for three days is told to whoever has it.",
            "time",
            {
                "all": [
                    _holds("status", "is", ["new", "open"]),
                    _holds("updated", "ago", "3d"),
                    _holds("waiting", "yes"),
                ]
            },
            (_tell("assignee", "Nobody has answered for three days"),),
        ),
    )
}


def examples() -> list[Example]:
    return [each for each in EXAMPLES.values() if each.fits]
