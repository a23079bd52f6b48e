"""Bulk statements: one array for each column."""

from collections.abc import Iterable, Sequence
from typing import Any, LiteralString

from clew.core import bulk


def execute(sql: LiteralString, *parameters: Any) -> None:
    bulk.execute(sql, parameters)


def fetch(sql: LiteralString, *parameters: Any) -> list[tuple[Any, ...]]:
    return bulk.fetch(sql, parameters)


def arrays(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """Rows as the arrays that ``unnest`` takes."""
    return [list(column) for column in zip(*rows, strict=True)]
