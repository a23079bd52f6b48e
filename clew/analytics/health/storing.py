"""Writes scores, a piece of the accounts at a time, and only where something became different."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import orjson
from django.db import transaction

from clew.analytics.health.register import Asked
from clew.analytics.health.scoring import Score, band_of
from clew.analytics.health_facts import HealthChanged
from clew.analytics.models import Band
from clew.core import facts
from clew.core.actors import SYSTEM
from clew.core.bulk import execute, fetch
from clew.people.actions.accounts import know
from clew.people.models import GroupType

WEEK = timedelta(days=7)
NAMED = 3  # reasons in a fact

BEFORE = """
    SELECT asked.id, health.score, health.band, day.score,
           account.known->'$health', account.known->>'$health_band'
    FROM unnest(%b::bigint[]) AS asked (id)
    LEFT JOIN analytics_health AS health ON health.group_id = asked.id
    LEFT JOIN people_account AS account ON account.group_id = asked.id
    LEFT JOIN LATERAL (
        SELECT score FROM analytics_healthday AS day
        WHERE day.group_id = asked.id AND day.day <= %b ORDER BY day.day DESC LIMIT 1
    ) AS day ON true
"""
WRITE = """
    INSERT INTO analytics_health AS health
        (group_id, environment_id, score, band, before, parts, "values", scored_at)
    SELECT id, %b, score, band, before, parts::jsonb, "values"::jsonb, %b
    FROM unnest(%b::bigint[], %b::int[], %b::text[], %b::int[], %b::text[], %b::text[])
        AS new (id, score, band, before, parts, "values")
    ON CONFLICT (group_id) DO UPDATE SET score = excluded.score, band = excluded.band,
        before = excluded.before, parts = excluded.parts, "values" = excluded."values",
        scored_at = excluded.scored_at
    WHERE (health.score, health.band, health.before, health.parts, health."values")
        IS DISTINCT FROM (excluded.score, excluded.band, excluded.before, excluded.parts,
                          excluded."values")
"""
DAYS = """
    INSERT INTO analytics_healthday AS day (group_id, day, score, parts)
    SELECT id, %b, score, parts::jsonb
    FROM unnest(%b::bigint[], %b::int[], %b::text[]) AS new (id, score, parts)
    ON CONFLICT (group_id, day) DO UPDATE SET score = excluded.score, parts = excluded.parts
    WHERE (day.score, day.parts) IS DISTINCT FROM (excluded.score, excluded.parts)
"""
GONE = "DELETE FROM analytics_health WHERE group_id = ANY(%b::bigint[])"


@dataclass(frozen=True)
class Before:
    """What is stored of an account; None where nothing is."""

    score: int | None
    band: str | None
    a_week_ago: int | None
    known_score: int | None
    known_band: str | None


@dataclass(frozen=True)
class Row:
    score: Score
    values: Mapping[str, float]


@dataclass(frozen=True)
class Marks:
    healthy_from: int
    fair_from: int

    def band(self, score: int) -> Band:
        return band_of(score, healthy_from=self.healthy_from, fair_from=self.fair_from)


@transaction.atomic
def store_piece(
    asked: Asked, kind: GroupType, rows: Mapping[int, Row], marks: Marks, *, quiet: bool
) -> int:
    """``quiet``: the marks moved, not the accounts, so nothing happened to them.

    Returns how many rows were written.
    """
    today = asked.now.date()
    before = {pk: Before(*rest) for pk, *rest in fetch(BEFORE, [list(rows), today - WEEK])}
    kept = {pk: row for pk, row in rows.items() if row.score.total is not None}
    written = _write(asked, kept, before, marks)
    _write_days(kept, before, today)
    if lost := [pk for pk in rows if pk not in kept and before[pk].score is not None]:
        execute(GONE, [lost])
    _let_know(asked, rows, before, marks)
    if not quiet:
        _tell(asked, kind, kept, before, marks)
    return written


def _write(
    asked: Asked, rows: Mapping[int, Row], before: Mapping[int, Before], marks: Marks
) -> int:
    columns: list[list[Any]] = [[], [], [], [], [], []]
    for pk, row in rows.items():
        total = row.score.total or 0
        values = (
            pk, total, str(marks.band(total).value), before[pk].a_week_ago,
            _json([part.as_json() for part in row.score.parts]), _json(row.values),
        )  # fmt: skip
        for column, value in zip(columns, values, strict=True):
            column.append(value)
    return execute(WRITE, [asked.environment_id, asked.now, *columns])


def _write_days(rows: Mapping[int, Row], before: Mapping[int, Before], today: date) -> None:
    """A day has a row when the score became another, so that quiet accounts cost nothing."""
    new = [(pk, row.score) for pk, row in rows.items() if before[pk].score != row.score.total]
    if new:
        parts = [
            _json([{"kind": part.kind, "score": part.score} for part in score.parts])
            for _, score in new
        ]
        execute(DAYS, [today, [pk for pk, _ in new], [score.total for _, score in new], parts])


def _let_know(
    asked: Asked, rows: Mapping[int, Row], before: Mapping[int, Before], marks: Marks
) -> None:
    told = {}
    for pk, row in rows.items():
        total = row.score.total
        band = None if total is None else str(marks.band(total).value)
        if (before[pk].known_score, before[pk].known_band) != (total, band):
            told[pk] = {"$health": total, "$health_band": band}
    if told:
        know(asked.environment_id, told)


def _tell(
    asked: Asked,
    kind: GroupType,
    rows: Mapping[int, Row],
    before: Mapping[int, Before],
    marks: Marks,
) -> None:
    with facts.batched():
        for pk, row in rows.items():
            was, total = before[pk], row.score.total or 0
            band = str(marks.band(total).value)
            if was.band in {None, band}:
                continue
            account = asked.accounts[pk]
            fact = HealthChanged(
                environment_id=asked.environment_id,
                group_id=pk,
                group_type=kind.name,
                group_key=account.key,
                account=account.name or account.key,
                before=was.band or "",
                after=band,
                score=total,
                score_before=was.score or 0,
                reasons=[part.reason for part in row.score.parts if part.lost > 0][:NAMED],
            )
            facts.record(fact, by=SYSTEM)


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
