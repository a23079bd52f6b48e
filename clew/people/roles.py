"""What each role may do, in words, and for how long one may be given."""

from dataclasses import dataclass
from datetime import timedelta

from clew.people.models import Role, Staff
from clew.people.models.staff import RANKS

LASTS = {
    "4h": ("4 hours", timedelta(hours=4)),
    "1d": ("1 day", timedelta(days=1)),
    "1w": ("1 week", timedelta(weeks=1)),
}


@dataclass(frozen=True)
class WhatRolesMay:
    """``rows`` are what it is, and for each role whether it may."""

    roles: list[str]
    rows: list[tuple[str, list[tuple[str, bool]]]]


def _from(role: Role) -> list[tuple[str, bool]]:
    return [(str(each.label), RANKS.index(each) >= RANKS.index(role)) for each in RANKS]


WHAT_ROLES_MAY = WhatRolesMay(
    roles=[str(role.label) for role in RANKS],
    rows=[
        ("Read tickets, customers and write internal notes", _from(Role.LIGHT)),
        ("Reply to customers, change and open tickets", _from(Role.AGENT)),
        ("Use and make macros and views of their own", _from(Role.AGENT)),
        ("Run a team: its shared macros and views", _from(Role.LEAD)),
        ("Change settings, people, teams, fields, tags and keys", _from(Role.ADMIN)),
        ("Read every team's tickets, and the audit log", _from(Role.ADMIN)),
        ("Make and manage owners", _from(Role.OWNER)),
    ],
)


def above(staff: Staff) -> set[str]:
    """Roles that would give them more; nobody becomes owner for a while."""
    own = RANKS.index(Role(staff.role))
    return {role.value for role in RANKS[own + 1 :] if role != Role.OWNER}
