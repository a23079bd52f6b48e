"""The parts of the dashboard about signing up and paying, each read by itself."""

from datetime import date
from typing import Any

from clew.analytics.dashboard.asked import Asked
from clew.analytics.dashboard.buckets import first_day, last_day
from clew.analytics.dashboard.conversion import Conversion, Step, conversion, signups
from clew.analytics.dashboard.figures import Cell, Chart, Column, Row, Tile, change, points, share
from clew.analytics.dashboard.paying import Payers, Paying, Pays, paying
from clew.analytics.dashboard.remembered import remembered
from clew.analytics.dashboard.roles import Role
from clew.analytics.dashboard.selecting import url_of
from clew.analytics.dashboard.source import Source
from clew.analytics.dashboard.words import bucket_label
from clew.analytics.dashboard_options import CONVERSION_DAYS


def conversion_part(source: Source, fresh: bool) -> dict[str, Any]:
    within = CONVERSION_DAYS.value()
    result = remembered(
        "conversion", source, lambda each: conversion(each, within), also=within, fresh=fresh
    )
    return {
        "as_of": result.as_of,
        "within": within,
        "steps": _steps(source.asked, result.value),
        "roles": source.roles,
    }


def _steps(asked: Asked, found: Conversion) -> list[dict[str, Any]]:
    """Each step with its share of the first and of the one before it."""
    shown = []
    previous: Step | None = None
    for level, step in enumerate(found.steps, start=1):
        first = found.steps[0].customers
        lost = previous.customers - step.customers if previous else 0
        shown.append(
            {
                "label": step.label,
                "customers": step.customers,
                "url": _step_url(asked, level, stopped=False),
                "change": change(step.customers, step.before, "Than in the period before"),
                "of_first": round(step.customers / first * 100, 1) if first else 0,
                "of_previous": share(step.customers / previous.customers)
                if previous and previous.customers
                else "",
                "lost": lost,
                "lost_url": _step_url(asked, level - 1, stopped=True),
            }
        )
        previous = step
    return shown


def _step_url(asked: Asked, level: int, *, stopped: bool) -> str:
    more = {"stopped": "yes"} if stopped else {}
    return url_of(asked, "step", level=str(level), **more, **_period(asked.first, asked.today))


def signups_part(source: Source, fresh: bool) -> dict[str, Any]:
    result = remembered("signups", source, signups, fresh=fresh)
    return {
        "as_of": result.as_of,
        "chosen": source.roles.signup,
        "chart": _signups_chart(source.asked, result.value) if result.value else None,
    }


def _signups_chart(asked: Asked, found: dict[int, int]) -> Chart:
    rows = []
    for bucket, customers in sorted(found.items()):
        days = _bucket_days(asked, bucket)
        url = url_of(asked, "took", role=Role.SIGNUP.value, **_period(*days)) if customers else ""
        rows.append(Row(bucket_label(bucket, asked.by), days[0], [Cell(customers, url)]))
    sentence = f"{sum(found.values()):,} signups, {asked.by} by {asked.by}."
    columns = [Column("Signups", "chart-1")]
    return Chart("Signups", "bars", str(asked.by).capitalize(), sentence, columns, rows)


def paying_part(source: Source, fresh: bool) -> dict[str, Any]:
    result = remembered("paying", source, paying, fresh=fresh)
    found = result.value
    return {
        "as_of": result.as_of,
        "chosen": source.roles.payment,
        "tiles": _paying_tiles(source.asked, found) if found else [],
        "chart": _paying_chart(source.asked, found) if found else None,
    }


def _paying_tiles(asked: Asked, found: Paying) -> list[Tile]:
    now, before = found.now, found.before
    title = "Than in the period before"
    return [
        Tile("Paying", f"{now.paying:,}", _pays_url(asked, Pays.PAYING),
             change(now.paying, before.paying, title)),
        Tile("For the first time", f"{now.first:,}", _pays_url(asked, Pays.FIRST),
             change(now.first, before.first, title)),
        Tile("Free to paid", share(now.rate), _pays_url(asked, Pays.FREE),
             points(now.rate, before.rate, title), _free_words(now)),
    ]  # fmt: skip


def _free_words(found: Payers) -> str:
    return f"of {found.free:,} who had not paid before"


def _paying_chart(asked: Asked, found: Paying) -> Chart:
    rows = []
    for bucket, (payers, first) in sorted(found.buckets.items()):
        days, again = _bucket_days(asked, bucket), payers - first
        cells = [
            Cell(first, _pays_url(asked, Pays.FIRST, *days) if first else ""),
            Cell(again, _pays_url(asked, Pays.AGAIN, *days) if again else ""),
        ]
        rows.append(Row(bucket_label(bucket, asked.by), days[0], cells))
    sentence = f"{found.now.paying:,} paying customers, {found.now.first:,} for the first time."
    columns = [Column("First time", "chart-1"), Column("Again", "chart-1-soft")]
    return Chart("Paying customers", "stack", str(asked.by).capitalize(), sentence, columns, rows)


def _pays_url(asked: Asked, pays: Pays, first: date | None = None, last: date | None = None) -> str:
    period = _period(first or asked.first, last or asked.today)
    return url_of(asked, "pays", pays=pays.value, **period)


def _bucket_days(asked: Asked, bucket: int) -> tuple[date, date]:
    """Those of the period: its first week or month may have begun before."""
    first, last = first_day(bucket, asked.by), last_day(bucket, asked.by)
    return max(first, asked.first), min(last, asked.today)


def _period(first: date, last: date) -> dict[str, str]:
    return {"from": first.isoformat(), "to": last.isoformat()}
