"""Reads the event store for all accounts at once.

What Clew itself recorded (lib ``clew``) is nothing that a customer did.
"""

from datetime import timedelta
from typing import Any

from clew.analytics.health.register import Asked
from clew.events.store.connection import event_store


def read(asked: Asked, sql: str, days: int, **values: Any) -> list[tuple[Any, ...]]:
    """Rows by account id first; ``{ours}`` is what accounts did in the last ``days``."""
    column = f"group_{int(asked.type_index)}"
    everybody = (
        "environment_id = {environment:UInt32} AND timestamp >= {since:DateTime64(3, 'UTC')}"
        f" AND timestamp <= {{now:DateTime64(3, 'UTC')}} AND {column} != '' AND lib != 'clew'"
    )
    bound: dict[str, Any] = {
        "environment": asked.environment_id,
        "since": asked.now - timedelta(days=days),
        "now": asked.now,
        **values,
    }
    ours, account = everybody, column
    if asked.only:
        ours, bound["keys"] = f"{everybody} AND {column} IN {{keys:Array(String)}}", asked.keys()
    if asked.absorbed:
        account = (
            f"transform({column}, {{absorbed:Array(String)}}, {{into:Array(String)}}, {column})"
        )
        bound |= {"absorbed": [*asked.absorbed], "into": [*asked.absorbed.values()]}
    for name, piece in {"account": account, "ours": ours, "everybody": everybody}.items():
        sql = sql.replace(f"{{{name}}}", piece)
    with event_store().reader() as client:
        rows = client.query(sql, parameters=bound).result_rows
    return [tuple(row) for row in rows]


def by_account(asked: Asked, rows: list[tuple[Any, ...]]) -> dict[int, tuple[Any, ...]]:
    ids = asked.by_key
    return {ids[key]: rest for key, *rest in rows if key in ids}  # type: ignore[misc]
