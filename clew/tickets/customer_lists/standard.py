"""Lists that every installation has."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from clew.tickets.customer_lists.kinds import PEOPLE, Kind

DEFAULT = "-last_seen"
LISTS_OF_TYPE = "type-"  # begins the slug of a group type's list


@dataclass(frozen=True)
class StandardList:
    slug: str
    name: str
    columns: Sequence[str]
    filters: dict[str, Any] = field(default_factory=dict)
    sort: str = DEFAULT
    about: str = ""  # why it is empty, when it is


def _asks(name: str, operator: str, value: Any = "") -> dict[str, Any]:
    return {"field": name, "operator": operator, "value": value}


def _one(name: str, operator: str, value: Any = "") -> dict[str, Any]:
    return {"all": [_asks(name, operator, value)]}


OF_ACCOUNTS = [
    StandardList(
        "accounts", "Accounts",
        ("name", "plan", "mrr", "health", "open_tickets", "people", "csm", "last_seen"),
    ),
    StandardList(
        "my-accounts", "My accounts",
        ("name", "plan", "mrr", "health", "open_tickets", "renews", "last_seen"),
        _one("owner", "is", ["me"]),
        about="Accounts that you own as CSM, TAM or AE stand here.",
    ),
    StandardList(
        "poor-health", "Poor health",
        ("name", "health", "plan", "mrr", "csm", "open_tickets", "urgent_tickets", "last_seen"),
        _one("health_band", "is", ["poor"]), "health",
        about="No account has a poor score. Scores are made anew now and then.",
    ),
    StandardList(
        "trials-ending", "Trials ending",
        ("name", "trial_ends", "plan", "people", "ae", "open_tickets", "last_seen"),
        _one("trial_ends", "next", "14d"), "trial_ends",
        about="No trial ends within 14 days.",
    ),
    StandardList(
        "biggest-accounts", "Biggest accounts",
        ("name", "mrr", "plan", "health", "csm", "renews", "open_tickets", "last_seen"),
        _one("mrr", "gt", 0), "-mrr",
        about="No MRR is known of any account. An admin says where it comes from, in the settings.",
    ),
    StandardList(
        "gone-quiet", "Gone quiet",
        ("name", "last_seen", "mrr", "plan", "health", "csm", "open_tickets"),
        _one("last_seen", "ago", "14d"), "-mrr",
        about="Every account was seen in the last 14 days.",
    ),
]  # fmt: skip
OF_PEOPLE = StandardList(
    "people", "People",
    ("name", "email", "account", "plan", "identified", "last_seen", "open_tickets"),
)  # fmt: skip
OF_GROUPS = ("name", "key", "people", "open_tickets", "first_seen", "last_seen")


def standard_lists(kinds: Sequence[Kind]) -> list[tuple[Kind, StandardList]]:
    """In the order of the bar: accounts, people, what is worth a look, other groups."""
    found: list[tuple[Kind, StandardList]] = []
    for kind in kinds:
        if kind.is_account:
            found += [(kind, each) for each in OF_ACCOUNTS]
        elif kind.name == PEOPLE:
            found.insert(1 if found else 0, (kind, OF_PEOPLE))
        else:
            slug = f"{LISTS_OF_TYPE}{kind.type.index if kind.type else 0}"
            found.append((kind, StandardList(slug, kind.label, OF_GROUPS)))
    return found


RESERVED = {OF_PEOPLE.slug, *(each.slug for each in OF_ACCOUNTS)}
