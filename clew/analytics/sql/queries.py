"""A SELECT as it is put together, and as it is written when all is known."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from clew.analytics.sql.joins import Joined
from clew.analytics.sql.scopes import Scope
from clew.analytics.sql.sources import Output, Selecting


@dataclass
class SelectQuery:
    scope: Scope
    node: exp.Select
    outputs: list[Output] = field(default_factory=list)
    projections: list[str] = field(default_factory=list)
    joined: Joined = field(default_factory=lambda: Joined([], []))
    clauses: list[str] = field(default_factory=list)
    hidden: dict[tuple[str, ...], str] = field(default_factory=dict)
    distinct: str = ""
    limit: int | None = None
    offset: int | None = None
    scalars: list[str] = field(default_factory=list)

    def written(self) -> str:
        body = [
            f"SELECT {self.distinct}{', '.join(self.projections) or '1'}",
            *(text() for text in self.joined.texts),
            *self.clauses,
        ]
        if self.limit is not None:
            body.append(f"LIMIT {self.limit}")
        if self.offset is not None:
            body.append(f"OFFSET {self.offset}")
        return written_with(self.scope, self.scalars) + " ".join(body)

    def deeper(self, parts: Sequence[str]) -> str:
        """One more column, out of the JSON of one that is selected."""
        key = tuple(parts)
        if key not in self.hidden:
            piece = self.scope.resolve(parts, self.node)
            self.hidden[key] = self.scope.context.new("c", ".".join(parts))
            self.projections.append(f"{piece.text} AS {self.hidden[key]}")
        return self.hidden[key]


@dataclass
class SetQuery:
    """``SELECT * FROM (A UNION ALL B)``: its WITH stands outside, and is seen by both."""

    scope: Scope
    left: Selecting
    right: Selecting
    word: str
    outputs: list[Output]
    clauses: list[str] = field(default_factory=list)
    limit: int | None = None
    offset: int | None = None

    def written(self) -> str:
        both = f"({self.left.written()}) {self.word} ({self.right.written()})"
        text = f"{written_with(self.scope, [])}SELECT * FROM ({both})"  # noqa: S608
        text += "".join(f" {each}" for each in self.clauses)
        text += f" LIMIT {self.limit}" if self.limit is not None else ""
        return text + (f" OFFSET {self.offset}" if self.offset is not None else "")


def written_with(scope: Scope, scalars: list[str]) -> str:
    # Last to first: a CTE is used by those after it.
    texts = [f"{each.column} AS ({each.query.written()})" for each in scope.ctes.values()
             if each.uses]  # fmt: skip
    listed = ", ".join([*texts, *scalars])
    return f"WITH {listed} " if listed else ""
