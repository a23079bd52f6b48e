"""Runs of the page: a query with its parameters, its rows as JSON or as a file."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID, uuid4

import orjson
from django.core.exceptions import ValidationError
from django.db import transaction

from clew.analytics.models import QueryRun
from clew.analytics.sql import running
from clew.analytics.sql.compiling import MOST_ROWS
from clew.analytics.sql.pages.saying import NOT_WHOLE, Said
from clew.analytics.sql_facts import RowsExported
from clew.core.actors import Actor
from clew.core.facts import record
from clew.core.spreadsheets import BOM, safe, written
from clew.people.actions.allowed import refuse_light_agents
from clew.people.models import Environment, Staff

SLICE = 500  # rows written at once
TWICE = "This run was sent twice. Run the query again."


def asked(said: Said, staff: Staff, environment: Environment, limit: int | None) -> running.Result:
    """Raises QueryRefused, NoAccess, ValidationError."""
    run_id = _run_id(said.get("run", ""))
    if QueryRun.objects.filter(pk=run_id).exists():
        raise ValidationError(TWICE)
    return running.run(
        said.get("query", "").replace("\r\n", "\n"),
        reader=staff,
        environment=environment,
        parameters=_parameters(said.get("parameters", "")),
        limit=limit,
        run_id=run_id,
    )


def exported(said: Said, staff: Staff, environment: Environment) -> running.Result:
    """All rows up to the most there is, and on record before the first leaves the house.

    Raises PermissionDenied for light agents, as other files of customers do.
    """
    by = Actor.staff(staff)
    refuse_light_agents(by, "export rows")
    result = asked(said, staff, environment, MOST_ROWS)
    fact = RowsExported(
        run=result.run_id,
        environment=environment.name,
        rows=len(result.rows),
        columns=[column["name"] for column in result.columns],
    )
    with transaction.atomic():
        record(fact, by=by)
    return result


def as_csv(result: running.Result) -> Iterator[str]:
    """A spreadsheet runs none of it."""
    yield BOM + written([[safe(column["name"]) for column in result.columns]])
    for start in range(0, len(result.rows), SLICE):
        yield written([_cells(row) for row in result.rows[start : start + SLICE]])


def _cells(row: Sequence[Any]) -> list[str]:
    return [_cell(value) for value in row]


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and _is_number(value):
        return value  # a large or exact one, as text
    return safe(orjson.dumps(value).decode() if isinstance(value, dict | list) else value)


def _is_number(text: str) -> bool:
    body = text.removeprefix("-").replace(".", "", 1)
    return body.isascii() and body.isdecimal()


def _parameters(text: str) -> dict[str, Any]:
    try:
        found = orjson.loads(text or "{}")
    except orjson.JSONDecodeError as error:
        raise ValidationError(NOT_WHOLE) from error
    if not isinstance(found, dict):
        raise ValidationError(NOT_WHOLE)
    return found


def _run_id(text: str) -> UUID:
    try:
        return UUID(text) if text else uuid4()
    except ValueError as error:
        raise ValidationError(NOT_WHOLE) from error
