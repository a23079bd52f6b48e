"""Queries that ship with Clew: written once for each installation, renewed with each version."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from clew.analytics.models import SavedQuery
from clew.analytics.sql.pages.presets import AUDIT, COST, ERRORS, IDS, MISSED, MOST_ACTIVE, PLANS
from clew.core import clock

ACCOUNTS = re.compile(r"\bgroup_0\b")
DAYS = {"name": "days", "type": "UInt16", "label": "Days", "default": "30"}
AT_LEAST = {"name": "at_least", "type": "UInt16", "label": "Distinct ids, at least", "default": "3"}
ORGANIZATION = {
    "name": "organization_id", "type": "String", "label": "Organisation id", "default": "",
}  # fmt: skip


@dataclass(frozen=True)
class Preset:
    slug: str
    name: str
    description: str
    sql: str
    parameters: list[dict[str, str]] = field(default_factory=list)
    chart: dict[str, str] = field(default_factory=dict)


def _bars(x: str, y: str, series: str = "") -> dict[str, str]:
    return {"kind": "bars", "x": x, "y": y, "series": series}


PRESETS = (
    Preset(
        "impersonations", "Who accessed this organisation",
        "Impersonations of its people by staff in the last 30 days, for customers who ask.",
        AUDIT, [ORGANIZATION],
    ),
    Preset(
        "errors-by-account", "Errors this week by account",
        "Exceptions of the last 7 days, with how many people met them.",
        ERRORS, [], _bars("account", "errors"),
    ),
    Preset(
        "most-active-accounts", "Most active accounts",
        "What people of each account did; what Clew itself records is left out.",
        MOST_ACTIVE, [DAYS], _bars("account", "events"),
    ),
    Preset(
        "tickets-by-plan", "Tickets by plan and severity",
        "Tickets that were opened, by the plan of their account.",
        PLANS, [DAYS], {"kind": "stack", "x": "plan", "y": "tickets", "series": "severity"},
    ),
    Preset(
        "several-ids", "People with several distinct ids",
        "Many ids of one person can mean that an SDK forgets who is signed in.",
        IDS, [AT_LEAST],
    ),
    Preset(
        "missed-targets", "Targets missed in the last 30 days",
        "Replies and solutions that came late, or have not come yet.",
        MISSED,
    ),
    Preset(
        "llm-cost", "LLM cost by account",
        "Generations, tokens and what they cost.",
        COST, [DAYS], _bars("account", "cost_usd"),
    ),
)  # fmt: skip


def ship() -> None:
    """Creates those that are new and renews the others; one an admin deleted stays deleted."""
    known = {one.preset: one for one in _shipped()}
    missing = [_as_row(each) for each in PRESETS if each.slug not in known]
    if missing:
        SavedQuery.objects.bulk_create(missing, ignore_conflicts=True)
    for each in PRESETS:
        row, values = known.get(each.slug), _values(each)
        if row and any(getattr(row, name) != value for name, value in values.items()):
            _shipped().filter(pk=row.pk).update(**values, updated_at=clock.now())


def written_for(sql: str, account_index: int) -> str:
    """A shipped query with the account's type of group, which not everywhere is the first."""
    return ACCOUNTS.sub(f"group_{account_index}", sql) if account_index else sql


def _shipped() -> QuerySet[SavedQuery]:
    return SavedQuery.objects.exclude(preset="")


def _values(preset: Preset) -> dict[str, Any]:
    return {
        "name": preset.name, "description": preset.description, "sql": preset.sql,
        "parameters": preset.parameters, "chart": preset.chart,
    }  # fmt: skip


def _as_row(preset: Preset) -> SavedQuery:
    now = clock.now()
    return SavedQuery(
        preset=preset.slug, shared=True, created_at=now, updated_at=now, **_values(preset)
    )
