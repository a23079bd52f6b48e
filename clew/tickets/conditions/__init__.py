"""Conditions over tickets, as views, filters and rules state them.

``parse`` checks JSON and gives :class:`Conditions`, whose ``q(asker)`` filters tickets. Other
domains add fields by ``register`` when their app is ready, and families of fields such as
``person.<key>`` by ``register_family``.
"""

from clew.tickets.conditions import builtin as _builtin  # noqa: F401  registers what is built in
from clew.tickets.conditions import health as _health  # noqa: F401  registers accounts' health
from clew.tickets.conditions import own as _own  # noqa: F401  registers the installation's own
from clew.tickets.conditions.asking import Asker, Test
from clew.tickets.conditions.compact import from_text, item_text, to_text
from clew.tickets.conditions.fields import (
    FAMILIES,
    FIELDS,
    ConditionField,
    FieldFamily,
    field_named,
    register,
    register_family,
)
from clew.tickets.conditions.operators import Kind, Operator, Takes
from clew.tickets.conditions.parsing import MAX_DEPTH, MAX_ITEMS, parse, parsed_item
from clew.tickets.conditions.tree import Conditions, Item
from clew.tickets.conditions.wording import words

__all__ = [
    "FAMILIES",
    "FIELDS",
    "MAX_DEPTH",
    "MAX_ITEMS",
    "Asker",
    "ConditionField",
    "Conditions",
    "FieldFamily",
    "Item",
    "Kind",
    "Operator",
    "Takes",
    "Test",
    "field_named",
    "from_text",
    "item_text",
    "parse",
    "parsed_item",
    "register",
    "register_family",
    "to_text",
    "words",
]
