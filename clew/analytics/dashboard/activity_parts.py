"""The parts of the dashboard about being active, each read by itself."""

from datetime import date, timedelta
from typing import Any

from clew.analytics.dashboard.active import MONTH, WEEK, Active, active
from clew.analytics.dashboard.asked import PERIODS, Asked
from clew.analytics.dashboard.buckets import first_day
from clew.analytics.dashboard.figures import Cell, Chart, Column, Row, Tile, change, points, share
from clew.analytics.dashboard.lifecycle import Stage, Stages, lifecycle
from clew.analytics.dashboard.remembered import Result, remembered
from clew.analytics.dashboard.selecting import url_of
from clew.analytics.dashboard.source import Source
from clew.analytics.dashboard.words import bucket_label

_COLUMNS = {
    Stage.NEW: Column("New", "chart-1"),
    Stage.RETURNING: Column("Returning", "chart-1-soft"),
    Stage.RESURRECTING: Column("Back after a break", "chart-3"),
    Stage.DORMANT: Column("Dormant", "gray-fill", down=True),
}


def active_part(source: Source, fresh: bool) -> dict[str, Any]:
    result = remembered("active", source, active, fresh=fresh)
    return {
        "as_of": result.as_of,
        "tiles": _active_tiles(source.asked, result.value),
        "chart": _active_chart(source.asked, result.value),
        "activity": source.roles.activity,
    }


def _active_tiles(asked: Asked, found: Active) -> list[Tile]:
    today, yesterday = asked.today, asked.today - timedelta(days=1)
    week_before = yesterday - timedelta(days=WEEK)
    daily = Tile(
        "Active yesterday",
        f"{found.on(yesterday):,}",
        _active_url(asked, yesterday, 1),
        change(found.on(yesterday), found.on(week_before), "Than on the same day a week before"),
        f"{found.on(today):,} so far today",
    )
    windows = [WEEK, MONTH, *([asked.days] if asked.days not in {WEEK, MONTH} else [])]
    return [
        daily,
        *(_window_tile(asked, found, days) for days in windows),
        _stickiness(asked, found),
    ]


def _window_tile(asked: Asked, found: Active, days: int) -> Tile:
    now = found.on(asked.today, days)
    before = found.on(asked.today - timedelta(days=days), days)
    words = PERIODS[days]
    return Tile(
        f"Active in {words}",
        f"{now:,}",
        _active_url(asked, asked.today, days),
        change(now, before, f"Than in the {words} before"),
        f"{before:,} in the {words} before",
    )


def _stickiness(asked: Asked, found: Active) -> Tile:
    """Of whoever is active in 30 days, how many are on a usual day."""
    now = _sticky(found, asked.today)
    before = _sticky(found, asked.today - timedelta(days=MONTH))
    return Tile(
        "Stickiness",
        share(now),
        _active_url(asked, asked.today, MONTH),
        points(now, before, "Than in the 30 days before"),
        "Of the 30 days' active, on a day",
    )


def _sticky(found: Active, last: date) -> float | None:
    month = found.on(last, MONTH)
    return found.mean(last, MONTH) / month if month else None


def _active_url(asked: Asked, last: date, days: int) -> str:
    first = last - timedelta(days=days - 1)
    return url_of(asked, "active", **{"from": first.isoformat(), "to": last.isoformat()})


def _active_chart(asked: Asked, found: Active) -> Chart:
    days = [asked.first + timedelta(days=at) for at in range(asked.days)]
    windows = {
        1: Column("That day", "chart-1", line=True),
        WEEK: Column("7 days", "chart-2", line=True),
        MONTH: Column("30 days", "chart-3", line=True),
    }
    rows = [
        Row(f"{day.day} {day:%b}", day, [_active_cell(asked, found, day, each) for each in windows])
        for day in days
    ]
    start, end = found.on(asked.first, MONTH), found.on(asked.today, MONTH)
    sentence = (
        f"Active within 30 days: {start:,} on {days[0]:%-d %B}, {end:,} on {days[-1]:%-d %B}."
    )
    return Chart("Active customers", "lines", "Day", sentence, list(windows.values()), rows)


def _active_cell(asked: Asked, found: Active, day: date, days: int) -> Cell:
    customers = found.on(day, days)
    return Cell(customers, _active_url(asked, day, days) if customers else "")


def lifecycle_part(source: Source, fresh: bool) -> dict[str, Any]:
    result: Result[list[Stages]] = remembered("lifecycle", source, lifecycle, fresh=fresh)
    return {"as_of": result.as_of, "chart": _stages_chart(source.asked, result.value)}


def _stages_chart(asked: Asked, found: list[Stages]) -> Chart:
    rows = [
        Row(
            bucket_label(one.bucket, asked.by),
            first_day(one.bucket, asked.by),
            [_stage_cell(asked, one, stage) for stage in Stage],
        )
        for one in found
    ]
    new, gone = sum(one.new for one in found), sum(one.dormant or 0 for one in found)
    sentence = (
        f"{new:,} new; {gone:,} times somebody was no longer active, {asked.by} by {asked.by}."
    )
    name = "New, returning, resurrecting and dormant"
    return Chart(name, "stack", str(asked.by).capitalize(), sentence, list(_COLUMNS.values()), rows)


def _stage_cell(asked: Asked, one: Stages, stage: Stage) -> Cell:
    start = first_day(one.bucket, asked.by).isoformat()
    params = {"stage": stage.value, "each": asked.by.value, "from": start}
    return Cell(one.of(stage), url_of(asked, "stage", **params) if one.of(stage) else "")
