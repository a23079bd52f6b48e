"""Who sent this? Distinct ids to persons, by deterministic rules; see README.md."""

from clew.people.identity.ids import person_uuid
from clew.people.identity.incoming import (
    NO_GROUPS,
    GroupColumns,
    Incoming,
    PersonMode,
    Resolved,
)
from clew.people.identity.resolver import IdentityCache, resolve

__all__ = [
    "NO_GROUPS",
    "GroupColumns",
    "IdentityCache",
    "Incoming",
    "PersonMode",
    "Resolved",
    "person_uuid",
    "resolve",
]
