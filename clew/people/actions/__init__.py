"""What staff and channels change among customers, environments and keys.

Events change customers too: that is ``identity.resolve``.
"""

from clew.people.actions.environments import (
    choose_account_type,
    create_capture_key,
    create_environment,
    revoke_capture_key,
)
from clew.people.actions.merges import merge_persons
from clew.people.actions.requesters import find_or_create_requester

__all__ = [
    "choose_account_type",
    "create_capture_key",
    "create_environment",
    "find_or_create_requester",
    "merge_persons",
    "revoke_capture_key",
]
