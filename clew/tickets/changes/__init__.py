"""One vocabulary of changes to a ticket, spoken by macros, bulk jobs and the API.

A change is a field and a JSON value, so it can be kept, sent and shown. Checked when it is written
down, applied through the actions, which have the last word; applying it gives its inverse.
"""

from clew.tickets.changes import fields, properties, status, tags
from clew.tickets.changes.vocabulary import (
    Change,
    ChangeField,
    apply_change,
    apply_changes,
    change_fields,
    checked_change,
    checked_changes,
    register,
    register_family,
    words,
)

for module in (status, properties, tags):
    for field in module.FIELDS:
        register(field)
register_family("field.", fields.find)

# Those that only write through the common parts of the actions, so that a batch holds all of it.
BUILT_IN = frozenset(field.name for module in (status, properties, tags) for field in module.FIELDS)

__all__ = [
    "BUILT_IN",
    "Change",
    "ChangeField",
    "apply_change",
    "apply_changes",
    "change_fields",
    "checked_change",
    "checked_changes",
    "register",
    "register_family",
    "words",
]
