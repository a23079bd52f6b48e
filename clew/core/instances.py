"""Objects of rows, without what ``Model.__init__`` does for those that a program makes itself.

A list has two hundred of them, and making them was a sixth of its page. No ``pre_init`` and
``post_init`` are sent, to which nobody listens; a column that was not asked for is absent, which
is how Django knows that it is deferred.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model
from django.db.models.base import ModelState

M = TypeVar("M", bound=Model)


def made(model: type[M], columns: Iterable[str], values: Iterable[Any]) -> M:
    """Of a row that exists. ``columns`` are attributes: ``ticket_id``."""
    found = model.__new__(model)
    state = ModelState()
    state.adding, state.db = False, DEFAULT_DB_ALIAS
    vars(found).update(zip(columns, values, strict=True), _state=state)
    return found


def attach(related: Any, row: Sequence[Any], owner: Model) -> None:
    """What ``select_related`` brought along, as its ``RelatedPopulator`` does."""
    values = row[related.cols_start : related.cols_end]
    if values[related.pk_idx] is None:
        related.local_setter(owner, None)
        return
    found = made(related.model_cls, related.init_list, values)
    for each in related.related_populators:
        attach(each, row, found)
    related.local_setter(owner, found)
    related.remote_setter(found, owner)
