"""One at a time changes who is who in an environment.

Whoever changes persons, distinct ids, memberships or groups holds the environment's row. Rows
are taken in order of id, so two writers cannot wait for each other; the version in the row tells
a writer that somebody else was there in between and its memory is out of date.
"""

from collections.abc import Iterable

from django.db import connection, transaction

from clew.people.identity.sql import execute, fetch


def lock_environments(environment_ids: Iterable[int]) -> dict[int, int]:
    """Hold these environments until the transaction ends; returns their versions by id."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Identity changes need a transaction")
    # NO KEY: rows that point at the environment can still be inserted meanwhile.
    held = (
        "SELECT id, identity_version FROM people_environment WHERE id = ANY(%s)"
        " ORDER BY id FOR NO KEY UPDATE"
    )
    return dict(fetch(held, sorted(set(environment_ids))))


def announce_change(environment_ids: Iterable[int]) -> None:
    """Tell other writers that persons, ids or groups they may remember are not the same now.

    Not needed for a new person with new ids: nobody remembers absence.
    """
    execute(
        "UPDATE people_environment SET identity_version = identity_version + 1 WHERE id = ANY(%s)",
        sorted(set(environment_ids)),
    )
