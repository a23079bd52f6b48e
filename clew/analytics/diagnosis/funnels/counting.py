"""Everyone in a funnel, counted by the event store in one question."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import structlog
from clickhouse_connect.driver.exceptions import ClickHouseError

from clew.analytics.diagnosis.funnels.funnel import Funnel
from clew.analytics.metrics.matching import matching_sql
from clew.events.store import event_store

log = structlog.get_logger(__name__)
SECONDS = 8
MILLISECONDS = 1000

# People by ``person_id``, which a job corrects after merges.
COUNTED = """
SELECT {counts}
FROM (
    SELECT person_id, {levels}
    FROM (
        SELECT person_id, toUInt64(toUnixTimestamp64Milli(timestamp)) AS at, {steps}
        FROM events
        WHERE environment_id = {{environment_id:UInt32}}
          AND timestamp >= {{since:DateTime64(3, 'UTC')}}
          AND timestamp <= {{until:DateTime64(3, 'UTC')}}
          AND ({any_step})
    )
    GROUP BY person_id
)
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """People. ``at_all``: who did a step in whatever order; ``pairs``: the little funnels."""

    reached: tuple[int, ...]
    at_all: tuple[int, ...]
    pairs: tuple[tuple[int, int], ...]


def everyone(funnel: Funnel, environment_id: int) -> Counted | None:
    """None where it took too long."""
    bound: dict[str, Any] = {
        "environment_id": environment_id,
        "since": funnel.since,
        "until": funnel.until,
        "window": int(funnel.window.total_seconds()) * MILLISECONDS,
    }
    sql = _sql(funnel, bound)
    try:
        with event_store().reader() as client:
            rows = client.query(
                sql, parameters=bound, settings={"max_execution_time": SECONDS}
            ).result_rows
    except ClickHouseError as error:
        log.warning("funnel.not_counted", error=str(error)[:300])
        return None
    return _counted([int(value) for value in rows[0]], len(funnel.steps))


def step_conditions(funnel: Funnel, bound: dict[str, Any]) -> list[str]:
    return [matching_sql([step], (), bound, "s") for step in funnel.steps]


def _sql(funnel: Funnel, bound: dict[str, Any]) -> str:
    conditions = step_conditions(funnel, bound)
    number = len(conditions)
    names = [f"s{place}" for place in range(1, number + 1)]
    ways = {"way": names} | {f"pair{n}": names[n - 1 : n + 1] for n in range(1, number)}
    levels = [f"{_level(steps)} AS {name}" for name, steps in ways.items()]
    levels += [f"max({name}) AS any_{name}" for name in names]
    counts = [f"countIf(way >= {place})" for place in range(1, number + 1)]
    counts += [f"countIf(any_{name})" for name in names]
    counts += [f"countIf(pair{n} >= {done})" for n in range(1, number) for done in (1, 2)]
    return COUNTED.format(
        counts=", ".join(counts),
        levels=", ".join(levels),
        steps=", ".join(
            f"{condition} AS {name}" for name, condition in zip(names, conditions, strict=True)
        ),
        any_step=" OR ".join(names),
    )


def _level(names: Sequence[str]) -> str:
    return f"windowFunnel({{window:UInt64}}, 'strict_once')(at, {', '.join(names)})"


def _counted(numbers: list[int], steps: int) -> Counted:
    left = iter(numbers)
    reached, at_all = tuple(islice(left, steps)), tuple(islice(left, steps))
    return Counted(reached, at_all, tuple(zip(left, left, strict=True)))
