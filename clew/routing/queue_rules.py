"""Which customers come first, as data. Pure; ``queue_options`` reads what an admin set."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

YES = frozenset({"true", "yes", "1"})


@dataclass(frozen=True)
class Mark:
    """A property that says something, as in ``account.churn_risk`` being ``high``."""

    path: str
    values: frozenset[str] = YES

    def holds(self, properties: Mapping[str, Mapping[str, Any]]) -> bool:
        whose, _, name = self.path.partition(".")
        return str(properties.get(whose, {}).get(name, "")).strip().lower() in self.values


def marks(text: str) -> tuple[Mark, ...]:
    """``account.top_customer, account.churn_risk=true|high`` as an admin writes it."""
    found = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        path, _, values = part.partition("=")
        wanted = frozenset(filter(None, (value.strip().lower() for value in values.split("|"))))
        found.append(Mark(path.strip(), wanted or YES))
    return tuple(found)


@dataclass(frozen=True, kw_only=True)
class QueueRules:
    """Plans by their slugs. A plan that nobody knows counts as one that pays."""

    top: tuple[Mark, ...] = (Mark("account.top_customer"),)
    churn: tuple[Mark, ...] = (Mark("account.churn_risk", YES | {"high"}),)
    first_plans: frozenset[str] = frozenset({"enterprise"})
    free_plans: frozenset[str] = frozenset({"free"})
