"""Fields an installation added to tickets: what there is, what fits in, what is still missing.

Setting one is an action: ``clew.tickets.actions.set_field``.
"""

from clew.tickets.fields.reading import (
    applies,
    choice_label,
    definition_of,
    definitions,
    missing_fields,
    refuse_missing,
    value_words,
)
from clew.tickets.fields.values import MAX_TEXT, checked_value, is_filled

__all__ = [
    "MAX_TEXT",
    "applies",
    "checked_value",
    "choice_label",
    "definition_of",
    "definitions",
    "is_filled",
    "missing_fields",
    "refuse_missing",
    "value_words",
]
