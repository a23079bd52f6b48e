"""Read-only SQL over events, customers and tickets."""

from dataclasses import asdict
from typing import Any

from ninja import Router, Schema
from ninja.errors import Throttled
from pydantic import Field

from clew.analytics.sql import running
from clew.analytics.sql.access import access_of
from clew.analytics.sql.reading import MAX_TEXT
from clew.analytics.sql.schema import schema_of
from clew.api.v1.environments import environment_called
from clew.api.v1.rates import wait_for
from clew.api.v1.tokens import TokenRequest
from clew.events.store.connection import event_store

router = Router(tags=["sql"])
PER_MINUTE = 120


class SqlQuery(Schema):
    query: str = Field(
        max_length=MAX_TEXT,
        description="One SELECT in ClickHouse's SQL. See docs/sql.md.",
        examples=["SELECT event, count() FROM events GROUP BY event ORDER BY 2 DESC"],
    )
    parameters: dict[str, Any] = Field(
        default_factory=dict, description="Values of {name:Type} in the query"
    )
    limit: int | None = Field(
        None, ge=1, le=50_000, description="Most rows; 100 unless this or the query says more"
    )
    environment: str = ""


class SqlColumn(Schema):
    name: str
    type: str = Field(description="As ClickHouse names it")


class SqlResult(Schema):
    columns: list[SqlColumn]
    rows: list[list[Any]] = Field(
        description="Times are UTC in ISO 8601; whole numbers beyond 2^53 and decimals are texts"
    )
    truncated: bool = Field(description="There are more rows than these")
    elapsed_ms: int
    rows_read: int


class SqlTableColumn(Schema):
    name: str
    type: str
    description: str
    properties: list[str] = Field(description="Of JSON: paths that were seen, most frequent first")


class SqlTableDetails(Schema):
    name: str
    description: str
    columns: list[SqlTableColumn]
    links: list[str] = Field(description="Names that lead to a row of another table")


class SqlSchema(Schema):
    tables: list[SqlTableDetails]


@router.post("/sql", response=SqlResult)
def run_sql(request: TokenRequest, asked: SqlQuery) -> SqlResult:
    """Mistakes are answered with 422 and their line, column and length."""
    if wait := wait_for(request.auth.pk, PER_MINUTE):
        raise Throttled(wait)
    result = running.run(
        asked.query,
        reader=request.auth,
        environment=environment_called(asked.environment),
        parameters=asked.parameters,
        limit=asked.limit,
    )
    return SqlResult(
        columns=[SqlColumn(**column) for column in result.columns],
        rows=result.rows,
        truncated=result.truncated,
        elapsed_ms=result.elapsed_ms,
        rows_read=result.rows_read,
    )


@router.get("/sql/schema", response=SqlSchema)
def read_sql_schema(request: TokenRequest, environment: str = "") -> SqlSchema:
    """The tables, their columns, and properties that were seen lately."""
    access = access_of(request.auth, environment_called(environment))
    tables = schema_of(access, event_store())
    return SqlSchema(tables=[SqlTableDetails(**asdict(table)) for table in tables])
