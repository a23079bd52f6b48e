"""The record of queries: who asked what, and what it cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from clew.analytics.models import QueryRun
from clew.analytics.sql_options import SQL_KEPT_DAYS
from clew.core import clock
from clew.people.models import ApiToken, Environment, Staff
from clew.people.queries import Reader, may_see_customers

LONGEST = 50_000
AT_ONCE = 5000  # rows forgotten by one statement


@dataclass(frozen=True)
class Cost:
    rows: int = 0
    rows_read: int = 0
    elapsed_ms: int = 0


def begin(
    *,
    run_id: UUID,
    reader: Reader | None,
    environment: Environment,
    sql: str,
    parameters: Mapping[str, Any],
) -> QueryRun:
    return QueryRun.objects.create(
        id=run_id,
        environment=environment,
        staff=reader if isinstance(reader, Staff) else None,
        token=reader if isinstance(reader, ApiToken) else None,
        sql=sql[:LONGEST],
        parameters=_plain(parameters),
        at=clock.now(),
    )


def end(run: QueryRun, *, state: QueryRun.State, cost: Cost, error: str = "") -> None:
    QueryRun.objects.filter(pk=run.pk).update(
        state=state,
        error=error[:2000],
        rows=cost.rows,
        rows_read=cost.rows_read,
        elapsed_ms=cost.elapsed_ms,
    )


def runs_readable_by(reader: Reader) -> QuerySet[QueryRun]:
    """One's own; admins read all."""
    runs = QueryRun.objects.select_related("staff", "token", "environment")
    if not may_see_customers(reader):
        return runs.none()
    if isinstance(reader, ApiToken):
        return runs.filter(token=reader)
    assert isinstance(reader, Staff)
    return runs if reader.reads_every_team else runs.filter(staff=reader)


def forget_old_runs() -> None:
    before = clock.now() - timedelta(days=SQL_KEPT_DAYS.value())
    while True:
        old = QueryRun.objects.filter(at__lt=before).order_by("at").values_list("pk", flat=True)
        listed = list(old[:AT_ONCE])
        QueryRun.objects.filter(pk__in=listed).delete()
        if len(listed) < AT_ONCE:
            return


def _plain(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON keeps them: no zero bytes, no infinite texts."""
    return {name: _short(value) for name, value in parameters.items()}


def _short(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_short(each) for each in value[:100]]
    if isinstance(value, bool | int | float) or value is None:
        return value
    return str(value).replace("\x00", "")[:1000]
