"""Questions to the event store about one window of time, each bounded."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

import structlog
from clickhouse_connect.driver.exceptions import ClickHouseError

from clew.events.records import Whose
from clew.events.store import event_store

log = structlog.get_logger(__name__)
SECONDS = 3  # for one question
FLAGS_AROUND = timedelta(days=7)


class Asking:
    """Questions about one window of time. What fails is remembered and answered with nothing."""

    def __init__(self, environment_id: int, since: datetime, until: datetime) -> None:
        self._bound = {"environment_id": environment_id, "since": since, "until": until}
        self.unread: set[str] = set()

    def __call__(
        self, name: str, whose: Whose | None, *, around: datetime | None = None, **values: Any
    ) -> list[Sequence[Any]]:
        condition, bound = _condition(whose)
        key = f"group_{int(whose.group[0])}" if whose and whose.group else "distinct_id"
        if around is not None:
            values |= {"since": around - FLAGS_AROUND, "until": around + FLAGS_AROUND}
        try:
            with event_store().reader() as client:
                found = client.query(
                    _sql(name).replace("/*whose*/", condition).replace("/*key*/", key),
                    parameters=self._bound | bound | values,
                    settings={"max_execution_time": SECONDS},
                )
        except ClickHouseError as error:
            log.warning("diagnosis.not_read", what=name, error=str(error)[:300])
            self.unread.add(name)
            return []
        return list(found.result_rows)


@lru_cache
def _sql(name: str) -> str:
    return (files("clew.analytics.diagnosis") / "sql" / f"{name}.sql").read_text("utf-8")


def _condition(whose: Whose | None) -> tuple[str, dict[str, Any]]:
    """Fixed pieces of SQL; values are bound."""
    if whose is None:
        return "1", {}
    if whose.group is not None:
        condition = f"group_{int(whose.group[0])} IN {{group_keys:Array(String)}}"
        return condition, {"group_keys": whose.group_keys}
    return "distinct_id IN {ids:Array(String)}", {"ids": list(whose.distinct_ids)}
