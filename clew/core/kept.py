"""Statements that are put together once, and planned once.

A page asks the same things each time, and the ORM takes longer to write most of them than
PostgreSQL takes to answer; planning them takes another part. What a key stands for is compiled the
first time, with everything fixed written into its SQL; what differs is ``Given`` and bound each
time. The connection prepares what it has seen a few times (``prepare_threshold``).

A key must hold all that the queryset was made of: who reads, and as what; see docs/adr/0013.
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import BooleanField, Expression, F, Field, Func, Model, QuerySet, TextField
from django.db.models.query import get_related_populators
from psycopg.types.numeric import Int8

from clew.core.instances import attach, made

M = TypeVar("M", bound=Model)
MOST = 2000
MARK = re.compile(r"%%|%s")
_kept: "OrderedDict[Hashable, Kept[Any]]" = OrderedDict()
_lock = threading.Lock()


class Given(Expression):
    """Stands in a queryset for a value that :meth:`Kept.rows` gets each time, by its name."""

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:  # noqa: ARG002
        return "%s", [self]


def among(field: str, given: str) -> Func:
    """A condition: one of those that ``given`` will hold as :func:`list_of`, however many."""
    return Func(
        F(field),
        Given(given, TextField()),
        template="(%(expressions)s::bigint[]))",
        arg_joiner=" = ANY (",
        output_field=BooleanField(),
    )


def list_of(ids: Iterable[int]) -> str:
    """As one value; a list would have a type of its own for each size of number."""
    return f"{{{','.join(map(str, ids))}}}"


class Kept(Generic[M]):
    """One queryset's statement. Without prefetches, which would be others."""

    def __init__(self, found: "QuerySet[M, Any]") -> None:
        compiler = found.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            self._sql, self._names = _written(*compiler.as_sql())
        except EmptyResultSet:  # conditions that nothing can meet
            self._sql, self._names = "", []
            return
        chosen = [column[0] for column in compiler.select[: compiler.col_count]]
        self._converters = _converters(compiler.get_converters(chosen))
        self._annotated = dict(compiler.annotation_col_map or {})
        shape = compiler.klass_info if getattr(found, "_fields", None) is None else None
        if shape is not None:
            fields = shape["select_fields"]
            self._own = slice(fields[0], fields[-1] + 1)
            self._model: type[M] = shape["model"]
            self._columns = [each[0].target.attname for each in compiler.select[self._own]]
            populators: Any = get_related_populators  # its types are of a later Django
            self._related = populators(shape, compiler.select, DEFAULT_DB_ALIAS)

    def rows(self, **given: Any) -> list[M]:
        """As the queryset would give them. One statement."""
        return [self._made(row) for row in self.values(**given)]

    def values(self, **given: Any) -> Iterable[Sequence[Any]]:
        """The columns of a ``values_list``. One statement."""
        if not self._sql:
            return []
        found = answers(self._sql, [bound(given[name]) for name in self._names])
        if not self._converters:
            return found
        return [self._converted(list(row)) for row in found]

    def anew(self, **given: Any) -> list[tuple[Any, ...]]:
        """Those columns as PostgreSQL has them, planned each time: where the best way depends on
        the values, such as on how common a word is. One statement.
        """
        if not self._sql:
            return []
        with connection.cursor() as cursor:
            cursor.execute(self._sql, [given[name] for name in self._names])
            return list(cursor.fetchall())

    def _converted(self, row: list[Any]) -> list[Any]:
        for at, convert in self._converters:
            row[at] = convert(row[at])
        return row

    def _made(self, row: Sequence[Any]) -> M:
        found = made(self._model, self._columns, row[self._own])
        for each in self._related:
            attach(each, row, found)
        for name, at in self._annotated.items():
            setattr(found, name, row[at])
        return found


class Asking(ServerBindingCursor):
    """Binds on the server; remembers what it asked, also when that was prepared, for the log."""

    def _convert_query(self, query: Any, params: Any = None) -> Any:
        self._query = super()._convert_query(query, params)  # type: ignore[misc]  # no types
        return self._query


def kept(key: Hashable, build: "Callable[[], QuerySet[M, Any]]") -> Kept[M]:
    """What ``key`` stands for, built if it is not known. The least lately asked is forgotten."""
    with _lock:
        if (found := _kept.get(key)) is not None:
            _kept.move_to_end(key)
            return found
    new = Kept(build())
    with _lock:
        _kept[key] = new
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return new


def answers(sql: str, bound: Any) -> list[tuple[Any, ...]]:
    """Of a statement with its values apart from it, so that it can be prepared."""
    connection.ensure_connection()
    asking: Any = Asking
    known: Any = connection
    with known.wrap_database_errors:
        plain = asking(connection.connection)
    with known._prepare_cursor(plain) as cursor:  # noqa: SLF001  so that it is counted and timed
        cursor.execute(sql, bound)
        return list(cursor.fetchall())


def bound(value: Any) -> Any:
    """Every number as the same type: another one would be another statement to prepare."""
    return Int8(value) if type(value) is int else value


def written(found: "QuerySet[Any, Any]") -> str:
    """Its SQL with every value in it, for :func:`answers`; "" for what nothing can meet."""
    try:
        return _written(*found.query.sql_with_params())[0]
    except EmptyResultSet:
        return ""


def literal(value: Any) -> str:
    """As it stands in the text of a statement for :func:`answers`."""
    operations: Any = connection.ops
    return str(operations.compose_sql("%s", [value])).replace("%", "%%")


def _converters(known: dict[int, tuple[list[Any], Any]]) -> list[tuple[int, Callable[[Any], Any]]]:
    """As (column, function): Django's take the expression and the connection as well."""
    return [
        (at, partial(_convert, each, expression))
        for at, (convert, expression) in known.items()
        for each in convert
    ]


def _convert(convert: Any, expression: Any, value: Any) -> Any:
    return convert(value, expression, connection)


def _written(sql: str, bound: Iterable[Any]) -> tuple[str, list[str]]:
    """With what is fixed as literals: only then can partial indexes be proven to apply."""
    values, names = iter(bound), []

    def written(mark: re.Match[str]) -> str:
        if mark[0] == "%%":
            return "%%"
        value = next(values)
        if isinstance(value, Given):
            names.append(value.name)
            return "%s"
        return literal(value)

    return MARK.sub(written, sql), names
