"""Bulk statements: one array for each column."""

from typing import Any, LiteralString

from clew.core import bulk
from clew.core.bulk import arrays

__all__ = ["arrays", "execute", "fetch"]


def execute(sql: LiteralString, *parameters: Any) -> None:
    bulk.execute(sql, parameters)


def fetch(sql: LiteralString, *parameters: Any) -> list[tuple[Any, ...]]:
    return bulk.fetch(sql, parameters)
