"""What a SELECT reads from: an allowed table behind its fence, or another SELECT.

Each keeps note of which of its columns were asked for, and is written as a subquery of just
those. Names given by the reader do not reach the engine: sources are called ``__t1``, columns of
subqueries ``__c1``.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from clew.analytics.sql.access import Access
from clew.analytics.sql.pieces import Kind, Piece, kind_of_type, name, text_literal
from clew.analytics.sql.refusing import QueryRefused, nearest
from clew.analytics.sql.tables import TABLES, Column, Link, SqlTable
from clew.core.engines.clickhouse import DATABASE

# Tables read so much by their key that conditions must reach it: their fence stands in PREWHERE.
# The others, where they are fenced by ticket, first leave out rows. Else a condition that fails
# would tell of rows it cannot show.
READ_BY_KEY = frozenset({"events", "sessions", "surveys"})
BARRIER = " LIMIT 18446744073709551615"
# Tables in our own SQL: a name after FROM or JOIN that is not a bracket.
_OWN_TABLE = re.compile(r"\b(FROM|JOIN)\s+(?=[a-z_])", re.IGNORECASE)


class Unknown(Exception):  # noqa: N818
    """No column of that name; ``hint`` may say which was meant."""

    def __init__(self, hint: str = "") -> None:
        super().__init__(hint)
        self.hint = hint


class Source(Protocol):
    alias: str

    def column(self, parts: Sequence[str]) -> Piece:
        """Of ``properties.plan`` or ``person.email``. Raises Unknown, QueryRefused."""

    def names(self) -> list[str]:
        """Of the columns of ``*``."""

    def written(self) -> str: ...


@dataclass
class TableSource:
    """``linked`` are tables of one row each that columns lead to, joined inside."""

    table: SqlTable
    access: Access
    alias: str
    narrowed: str = ""
    columns: dict[str, str] = field(default_factory=dict)  # its name inside → how it is got
    linked: dict[str, tuple[Link, "TableSource"]] = field(default_factory=dict)
    outer: dict[str, str] = field(default_factory=dict)  # name outside → got from a link

    def names(self) -> list[str]:
        return [column.name for column in self._columns()]

    def column(self, parts: Sequence[str]) -> Piece:
        found, inside = self._found(list(parts))
        return replace(found, text=f"{self.alias}.{name(inside)}")

    def _found(self, parts: list[str]) -> tuple[Piece, str]:
        own = self.table.column(parts[0])
        if own is None:
            link = next((each for each in self.table.links if each.name == parts[0]), None)
            if link is None:
                raise Unknown(nearest(parts[0], [*self.names(), *self._link_names()]))
            return self._through(link, parts[1:])
        if own.is_body and not self.access.bodies:
            raise QueryRefused("Only leads and admins read by SQL what messages say")
        if own.is_json:
            return self._of_json(own, parts[1:])
        if len(parts) > 1:
            raise QueryRefused(f"{own.name} is {own.type}: there is nothing inside it")
        self.columns.setdefault(own.name, name(own.name))
        return Piece("", kind_of_type(own.type)), own.name

    def _of_json(self, own: Column, path: list[str]) -> tuple[Piece, str]:
        if not path:
            got, kind = f"toJSONString({name(own.name)})", Kind.DOCUMENT
        else:
            inside = ".".join(name(step) for step in (own.name, *path))
            got, kind = f"CAST({inside}, 'Nullable(String)')", Kind.PROPERTY
        known = next((key for key, how in self.columns.items() if how == got), None)
        if known is None:
            known = f"__p{len(self.columns) + 1}"
            self.columns[known] = got
        return Piece("", kind), known

    def _through(self, link: Link, parts: list[str]) -> tuple[Piece, str]:
        if not parts:
            raise QueryRefused(
                f"{link.name} is a row of {link.table}", hint=f"Write {link.name}.properties.plan."
            )
        if link.name not in self.linked:
            table = TableSource(
                TABLES[link.table], self.access, f"__l{len(self.linked) + 1}", link.where
            )
            table.column([link.key])
            self.column([link.column])
            self.linked[link.name] = link, table
        table = self.linked[link.name][1]
        try:
            piece = table.column(parts)
        except Unknown as unknown:
            hint = unknown.hint
            raise QueryRefused(f"{link.table} has no column {parts[0]}", hint=hint) from None
        outside = f"{table.alias}_{piece.text.partition('.')[2].strip('`')}"
        self.outer[outside] = piece.text
        return piece, outside

    def written(self) -> str:
        inner = self._select()
        if not self.linked:
            return f"({inner}) AS {self.alias}"
        got = [f"__b.{name(each)} AS {name(each)}" for each in self.columns]
        got += [f"{how} AS {name(each)}" for each, how in self.outer.items()]
        joins = " ".join(
            f"LEFT ANY JOIN {table.written()}"
            f" ON __b.{name(link.column)} = {table.alias}.{name(link.key)}"
            for link, table in self.linked.values()
        )
        return f"(SELECT {', '.join(got)} FROM ({inner}) AS __b {joins}) AS {self.alias}"  # noqa: S608

    def _select(self) -> str:
        got = ", ".join(f"{how} AS {name(each)}" for each, how in self.columns.items()) or "1"
        source = qualified(self.table.source(self.access))
        where = f" WHERE {self.narrowed}" if self.narrowed else ""
        if self._needs_barrier():
            source += BARRIER
        return f"SELECT {got} FROM ({source}){where}"  # noqa: S608

    def _needs_barrier(self) -> bool:
        if not self.access.is_fenced or self.table.name in READ_BY_KEY:
            return False
        open_to_all = replace(self.access, every_ticket=True)
        return self.table.source(self.access) != self.table.source(open_to_all)

    def _columns(self) -> Iterator[Column]:
        return (each for each in self.table.columns if self.access.bodies or not each.is_body)

    def _link_names(self) -> list[str]:
        return [link.name for link in self.table.links]


def qualified(source: str) -> str:
    """Tables with their database: what a reader calls a subquery cannot stand in for one."""
    return _OWN_TABLE.sub(lambda match: f"{match[1]} {DATABASE}.", source)


@dataclass
class Output:
    """A column of a SELECT: as readers call it, and as the engine does."""

    name: str
    column: str
    kind: Kind
    # Goes into JSON where it comes from, if it can: steps → the column's name there.
    deeper: Callable[[Sequence[str]], str] | None = None


class Selecting(Protocol):
    outputs: list[Output]

    def written(self) -> str: ...


@dataclass
class QuerySource:
    """A subquery, or a CTE by its name."""

    query: Selecting
    alias: str
    called: str = ""  # the CTE's name in the engine; empty for a subquery

    def names(self) -> list[str]:
        return [output.name for output in self.query.outputs]

    def column(self, parts: Sequence[str]) -> Piece:
        for length in range(len(parts), 0, -1):
            wanted = ".".join(parts[:length])
            output = next((each for each in self.query.outputs if each.name == wanted), None)
            if output is not None:
                return self._inside(output, parts[length:])
        raise Unknown(nearest(parts[0], self.names()))

    def _inside(self, output: Output, rest: Sequence[str]) -> Piece:
        text = f"{self.alias}.{name(output.column)}"
        if not rest:
            return Piece(text, output.kind)
        if output.kind is Kind.DOCUMENT:
            if output.deeper is not None:
                return Piece(f"{self.alias}.{name(output.deeper(rest))}", Kind.PROPERTY)
            path = ", ".join(text_literal(step) for step in rest)
            return Piece(f"JSONExtract({text}, {path}, 'Nullable(String)')", Kind.PROPERTY)
        if output.kind is not Kind.OTHER:
            raise QueryRefused(f"There is nothing inside {output.name}")
        for step in rest:
            text = f"tupleElement({text}, {text_literal(step)})"
        return Piece(text)

    def written(self) -> str:
        return f"{self.called or f'({self.query.written()})'} AS {self.alias}"


def table_called(given: str) -> SqlTable | None:
    return TABLES.get(given) or TABLES.get(given.lower())
