"""New rows of several tables in one statement, which the connection prepares.

For what is written all the time: the ORM writes each row's statement anew and sends it as text.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Field, Model

from clew.core.kept import answers, bound

Shape = tuple[tuple[type[Model], bool], ...]  # each with whether its key is known


def insert(*rows: Model) -> None:
    """Rows that name each other have their keys (:func:`next_key`); others get theirs here.

    Nothing is checked but what PostgreSQL checks. A row with an expression for a value is a
    statement of its own.
    """
    plain = [row for row in rows if not _computes(row)]
    shape = tuple((type(row), row.pk is not None) for row in plain)
    [keys] = answers(_statement(shape), [value for row in plain for value in _values(row)])
    for row, key in zip([row for row in plain if row.pk is None], keys, strict=False):
        row.pk = key
    for row in rows:
        if row in plain:
            row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS  # noqa: SLF001  as saved
        else:
            row.save(force_insert=True)


def next_key(model: type[Model]) -> str:
    """SQL that takes the next key of the table, to be written into a statement."""
    meta = model._meta
    return f"nextval('{meta.db_table}_{meta.pk.column}_seq')"


def _computes(row: Model) -> bool:
    return any(hasattr(value, "resolve_expression") for value in vars(row).values())


def _values(row: Model) -> Iterator[Any]:
    for field in _columns(type(row), row.pk is not None):
        value = field.get_db_prep_save(field.pre_save(row, add=True), connection)
        yield bound(value)


@cache
def _columns(model: type[Model], has_key: bool) -> "list[Field[Any, Any]]":
    return [
        field
        for field in model._meta.concrete_fields
        if not field.generated and (has_key or not field.primary_key)
    ]


@cache
def _statement(shape: Shape) -> str:
    parts = [f"made_{place} AS ({_insert(*each)})" for place, each in enumerate(shape)]
    fresh = [f"(TABLE made_{place})" for place, (_, has_key) in enumerate(shape) if not has_key]
    return f"WITH {', '.join(parts)} SELECT {', '.join(fresh) or '1'}"


def _insert(model: type[Model], has_key: bool) -> str:
    columns = [f'"{field.column}"' for field in _columns(model, has_key)]
    marks = ", ".join(["%s"] * len(columns))
    made = f'INSERT INTO "{model._meta.db_table}" ({", ".join(columns)}) VALUES ({marks})'  # noqa: S608
    return made if has_key else f'{made} RETURNING "{model._meta.pk.column}"'
