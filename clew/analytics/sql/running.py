"""Running a query: compiled for its reader, under limits, on record, and stopped when asked."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from clickhouse_connect.driver.exceptions import DatabaseError

from clew.analytics.models import QueryRun
from clew.analytics.sql import history
from clew.analytics.sql.access import Access, access_of
from clew.analytics.sql.compiling import Compiled, compile_query
from clew.analytics.sql.engine_errors import explained
from clew.analytics.sql.places import places
from clew.analytics.sql.refusing import QueryRefused
from clew.analytics.sql.values import read_answer, reader_of
from clew.analytics.sql_options import SQL_MEGABYTES, SQL_SECONDS
from clew.core.engines.clickhouse import ClickHouse
from clew.events.moving import moved_since
from clew.events.store.connection import event_store
from clew.people.models import ApiToken, Environment
from clew.people.queries import Reader

MARK = "clew-sql-"  # before a run's id, in the engine's list of what runs


@dataclass(frozen=True)
class Result:
    """``truncated``: there are more rows. Values as JSON holds them; times are UTC, ISO 8601."""

    columns: list[dict[str, str]]
    rows: list[list[Any]]
    truncated: bool
    elapsed_ms: int
    rows_read: int
    bytes_read: int
    run_id: str


def run(
    text: str,
    *,
    reader: Reader,
    environment: Environment,
    parameters: Mapping[str, Any] | None = None,
    limit: int | None = None,
    run_id: UUID | None = None,
) -> Result:
    """Raises QueryRefused, and NoAccess for strangers. Up to ``limit`` rows; 100 unless it or
    the query says more.
    """
    access = access_of(reader, environment)
    record = history.begin(
        run_id=run_id or uuid4(), reader=reader, environment=environment, sql=text,
        parameters=parameters if isinstance(parameters, Mapping) else {},
    )  # fmt: skip
    return _on_record(record, access, parameters, limit, _who(reader))


def run_for_operator(text: str, *, environment: Environment, limit: int | None = None) -> Result:
    """For whoever holds the data directory: all rows, and no author on record."""
    access = Access(
        environment.pk, every_ticket=True, bodies=True, own_events=True,
        moved_since=moved_since(environment.pk),
    )  # fmt: skip
    record = history.begin(
        run_id=uuid4(), reader=None, environment=environment, sql=text, parameters={}
    )
    return _on_record(record, access, None, limit, "operator")


def _on_record(
    record: QueryRun,
    access: Access,
    parameters: Mapping[str, Any] | None,
    limit: int | None,
    who: str,
) -> Result:
    started, state = time.monotonic(), QueryRun.State.FAILED
    cost, error = history.Cost(), "A fault of ours"
    try:
        result = _run(record, access, parameters, limit, who)
        state, error = QueryRun.State.DONE, ""
        cost = history.Cost(len(result.rows), result.rows_read, result.elapsed_ms)
    except QueryRefused as refusal:
        error = refusal.message
        if refusal.message == "The query was cancelled":
            state = QueryRun.State.CANCELLED
        raise
    else:
        return result
    finally:
        if not cost.elapsed_ms:
            cost = history.Cost(elapsed_ms=int((time.monotonic() - started) * 1000))
        history.end(record, state=state, cost=cost, error=error)


def cancel(run_id: UUID, reader: Reader) -> bool:
    """Stops a query of one's own (admins: any); False when it runs no more."""
    if not history.runs_readable_by(reader).filter(pk=run_id).exists():
        return False
    store = event_store()
    where = " ON CLUSTER '" + store.cluster + "'" if store.cluster else ""
    client = store.open_apart({})
    try:
        stopped = client.query(
            f"KILL QUERY{where} WHERE Settings['log_comment'] = {{mark:String}} ASYNC",
            parameters={"mark": f"{MARK}{run_id}"},
        )
    except DatabaseError:
        return False
    finally:
        store.give_up(client)
    return any(str(run_id) in str(row) for row in stopped.result_rows)


def _run(
    record: QueryRun,
    access: Access,
    parameters: Mapping[str, Any] | None,
    limit: int | None,
    who: str,
) -> Result:
    text, run_id = record.sql, record.pk
    compiled = compile_query(text, access, parameters, limit)
    with places.taken_by(who):
        started = time.monotonic()
        try:
            answer = _answer(event_store(), compiled, run_id)
        except DatabaseError as error:
            raise explained(error, text, compiled.called) from None
        elapsed_ms = int((time.monotonic() - started) * 1000)
    return _result(answer, compiled, elapsed_ms, run_id)


def _answer(store: ClickHouse, compiled: Compiled, run_id: UUID) -> dict[str, Any]:
    limits = {
        "max_execution_time": SQL_SECONDS.value(),
        "max_memory_usage": SQL_MEGABYTES.value() * 1024**2,
        "log_comment": f"{MARK}{run_id}",
    }
    written = ", ".join(
        f"{name} = {value}" if isinstance(value, int) else f"{name} = '{value}'"
        for name, value in limits.items()
    )
    sql = f"{compiled.sql} SETTINGS {written} FORMAT JSONCompact"
    with places.client(store) as client:
        return read_answer(client.raw_query(sql, parameters=compiled.parameters or None))


def _result(answer: dict[str, Any], compiled: Compiled, elapsed_ms: int, run_id: UUID) -> Result:
    types = [str(each["type"]) for each in answer["meta"]][: len(compiled.columns)]
    rows = [row[: len(types)] for row in answer["data"][: compiled.rows]]
    for at, type_name in enumerate(types):
        if (read := reader_of(type_name)) is not None:
            for row in rows:
                row[at] = read(row[at])
    read = answer.get("statistics", {})
    return Result(
        columns=[
            {"name": name, "type": type_name}
            for name, type_name in zip(compiled.columns, types, strict=True)
        ],
        rows=rows,
        truncated=len(answer["data"]) > compiled.rows,
        elapsed_ms=elapsed_ms,
        rows_read=int(read.get("rows_read", 0)),
        bytes_read=int(read.get("bytes_read", 0)),
        run_id=str(run_id),
    )


def _who(reader: Reader) -> str:
    return f"{'token' if isinstance(reader, ApiToken) else 'staff'}-{reader.pk}"
