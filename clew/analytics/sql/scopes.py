"""What names mean at one place of a query: columns, aliases, arguments of lambdas, CTEs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlglot import exp

from clew.analytics.sql.access import Access
from clew.analytics.sql.pieces import Kind, Piece, text_literal
from clew.analytics.sql.refusing import QueryRefused, nearest, place_of, refused
from clew.analytics.sql.sources import Selecting, Source, Unknown


class Compiling(Protocol):
    def __call__(self, node: exp.Expr, outer: "Scope", *, correlated: bool) -> Selecting: ...


@dataclass
class Context:
    """Shared by all scopes of one query."""

    access: Access
    text: str
    parameters: Mapping[str, Any]
    compile_query: "Compiling"
    bound: dict[str, Any] = field(default_factory=dict)  # name in the engine → value
    counted: dict[str, int] = field(default_factory=dict)
    called: dict[str, str] = field(default_factory=dict)  # name in the engine → as typed

    def new(self, letter: str, given: str = "") -> str:
        self.counted[letter] = self.counted.get(letter, 0) + 1
        fresh = f"__{letter}{self.counted[letter]}"
        if given:
            self.called[fresh] = given
        return fresh


@dataclass
class Alias:
    """``SELECT x AS y``: y may be used anywhere in the same SELECT."""

    column: str
    node: exp.Expr
    piece: Piece | None = None
    busy: bool = False  # being compiled: its own name means a column meanwhile


@dataclass
class Cte:
    column: str  # its name in the engine
    query: Selecting
    uses: int = 0


@dataclass
class Scope:
    """``outer`` is the SELECT around; its columns are seen only by expressions (``correlated``)."""

    context: Context
    outer: "Scope | None" = None
    correlated: bool = False
    sources: dict[str, Source] = field(default_factory=dict)
    aliases: dict[str, Alias] = field(default_factory=dict)
    globals: dict[str, Alias] = field(default_factory=dict)  # WITH 5 AS x: for all inside too
    ctes: dict[str, Cte] = field(default_factory=dict)
    joined_arrays: dict[str, Piece] = field(default_factory=dict)
    lambdas: list[dict[str, str]] = field(default_factory=list)
    windows: dict[str, str] = field(default_factory=dict)
    same: set[str] = field(default_factory=set)  # columns of USING: those of the left side
    compile: "Callable[[exp.Expr, Scope], Piece] | None" = None

    def cte(self, given: str) -> Cte | None:
        scope: Scope | None = self
        while scope is not None:
            if given in scope.ctes:
                return scope.ctes[given]
            scope = scope.outer
        return None

    def resolve(self, parts: Sequence[str], node: exp.Expr) -> Piece:
        """What a name with dots means. Raises QueryRefused with its place."""
        try:
            found = self._find(parts, node)
        except QueryRefused as refusal:
            if refusal.start < 0:
                refusal.start, refusal.end = place_of(node)
            raise
        if found is None:
            raise self._unknown(parts, node)
        return found

    def locate(self, parts: Sequence[str]) -> tuple[Source, list[str]] | None:
        """The source that a column comes from, and the rest of its name."""
        if len(parts) > 1 and parts[0] in self.sources:
            return self.sources[parts[0]], list(parts[1:])
        having = []
        for called, source in self.sources.items():
            try:
                source.column(parts)
            except Unknown:
                continue
            having.append((called, source))
        if len(having) > 1 and parts[0] not in self.same:
            both = " and ".join(called for called, _ in having[:2])
            raise QueryRefused(
                f"{parts[0]} is in {both}", hint=f"Write {having[0][0]}.{'.'.join(parts)}."
            )
        return (having[0][1], list(parts)) if having else None

    def _find(self, parts: Sequence[str], node: exp.Expr) -> Piece | None:
        for arguments in reversed(self.lambdas):
            if parts[0] in arguments:
                return _inside(Piece(arguments[parts[0]]), parts[1:])
        alias = self.aliases.get(parts[0])
        if alias is not None and not alias.busy and len(parts) == 1:
            return self._alias(alias)
        if parts[0] in self.joined_arrays:
            return _inside(self.joined_arrays[parts[0]], parts[1:])
        place = self.locate(parts)
        if place is not None:
            return self._column(*place, node)
        if alias is not None and not alias.busy:
            return _inside(self._alias(alias), parts[1:])
        return self._find_outside(parts, node)

    def _find_outside(self, parts: Sequence[str], node: exp.Expr) -> Piece | None:
        scope, seen = self.outer, self.correlated
        while scope is not None:
            known = scope.globals.get(parts[0])
            if known is not None and not known.busy:
                return _inside(scope._alias(known), parts[1:])  # noqa: SLF001
            if seen:
                return scope._find(parts, node)  # noqa: SLF001
            scope = scope.outer
        return None

    def _column(self, source: Source, rest: list[str], node: exp.Expr) -> Piece:
        try:
            return source.column(rest)
        except Unknown as unknown:
            called = next(name for name, each in self.sources.items() if each is source)
            raise refused(f"{called} has no column {rest[0]}", node, unknown.hint) from None

    def _alias(self, alias: Alias) -> Piece:
        if alias.piece is None:
            assert self.compile is not None
            alias.busy, lambdas = True, self.lambdas
            self.lambdas = []
            try:
                alias.piece = self.compile(alias.node, self)
            finally:
                alias.busy, self.lambdas = False, lambdas
        return Piece(alias.column, alias.piece.kind)

    def _unknown(self, parts: Sequence[str], node: exp.Expr) -> QueryRefused:
        if len(parts) > 1 and not any(_known(parts[0], each) for each in self.sources.values()):
            hint = nearest(parts[0], [*self.sources, *self._names()])
            return refused(f"There is nothing called {parts[0]}", node, hint)
        return refused(f"There is no column {parts[0]}", node, nearest(parts[0], self._names()))

    def _names(self) -> Iterator[str]:
        yield from self.aliases
        yield from self.joined_arrays
        for source in self.sources.values():
            yield from source.names()


def _known(first: str, source: Source) -> bool:
    return first in source.names()


def _inside(piece: Piece, rest: Sequence[str]) -> Piece:
    if not rest:
        return piece
    if piece.kind is Kind.DOCUMENT:
        path = ", ".join(text_literal(step) for step in rest)
        return Piece(f"JSONExtract({piece.text}, {path}, 'Nullable(String)')", Kind.PROPERTY)
    text = piece.text
    for step in rest:
        text = f"tupleElement({text}, {step if step.isdecimal() else text_literal(step)})"
    return Piece(text)
