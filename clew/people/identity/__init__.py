"""Who sent this? Distinct ids to persons, by deterministic rules; see README.md."""

from clew.people.identity.cache import IdentityCache
from clew.people.identity.ids import person_uuid
from clew.people.identity.incoming import (
    NO_GROUPS,
    GroupColumns,
    Incoming,
    PersonMode,
    Resolved,
)
from clew.people.identity.locks import announce_change, lock_environments
from clew.people.identity.resolver import resolve

__all__ = [
    "NO_GROUPS",
    "GroupColumns",
    "IdentityCache",
    "Incoming",
    "PersonMode",
    "Resolved",
    "announce_change",
    "lock_environments",
    "person_uuid",
    "resolve",
]
