"""Reads of the event store over everybody of an environment. Fixed pieces; values are bound."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from clew.events.store.connection import event_store


def read(file: str, pieces: Mapping[str, str], bound: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
    """``pieces`` stand in the file as ``/*name*/``; they are ours, never somebody's words."""
    sql = _sql(file)
    for name, piece in pieces.items():
        sql = sql.replace(f"/*{name}*/", piece)
    with event_store().reader() as client:
        return client.query(sql, parameters=dict(bound)).result_rows


@cache
def _sql(name: str) -> str:
    return (files("clew.events") / "sql" / f"{name}.sql").read_text("utf-8")


def column_of_group(index: int) -> str:
    """Raises ValueError for what is no group type's index."""
    if index not in range(5):
        raise ValueError(index)
    return f"group_{index}"
