"""What tests of promises share: a simple policy, a clock that can be set, and reactions run."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from procrastinate.contrib.django.models import ProcrastinateJob

from clew.core import facts
from clew.core.models import WaitingFact
from clew.routing import tasks
from clew.routing.models import PolicyVersion, Target

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ALWAYS = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
CALENDARS = {
    "always": {"name": "Always", "timezone": "UTC", "weekly": ALWAYS},
    "weekdays-24h": {
        "name": "Weekdays, 24 hours",
        "timezone": "UTC",
        "weekly": {day: ALWAYS[day] for day in ("mon", "tue", "wed", "thu", "fri")},
    },
}
HOURS = {"pay-as-you-go": 72, "boost": 48, "scale": 24, "enterprise": 8}


def content(calendar: str = "weekdays-24h", **hours: int) -> dict[str, Any]:
    """First and next replies by plan; the plan decides the priority."""
    targets = [
        {"metric": metric, "when": {"plan": [plan]}, "minutes": 60 * each, "calendar": calendar}
        for metric in ("first_reply", "next_reply")
        for plan, each in {**HOURS, **hours}.items()
    ]
    best = {"all": [{"field": "plan", "operator": "is", "value": "enterprise"}]}
    rich = {"all": [{"field": "account.mrr", "operator": "gt", "value": 5000}]}
    policy = {
        "slug": "plan",
        "name": "By plan",
        "enabled": True,
        "conditions": {},
        "unknown_plan": "enterprise",
        "priorities": [
            {"priority": "high", "reason": "Enterprise plan", "conditions": best},
            {"priority": "high", "reason": "pays much", "conditions": rich},
            {"priority": "normal", "reason": "otherwise", "conditions": {}},
        ],
        "targets": targets,
    }
    return {"policies": [policy], "calendars": CALENDARS}


def in_force(given: dict[str, Any] | None = None) -> PolicyVersion:
    """As if it had been from long ago."""
    PolicyVersion.objects.all().delete()
    return PolicyVersion.objects.create(
        content=given or content(), created_at=MONDAY - timedelta(days=400)
    )


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    with time_machine.travel(moment, tick=False):
        yield


def react(*names: str) -> int:
    """Runs what waits of our own reactions and jobs, and what these set off, until none does."""
    ran = 0
    while count := _run_reactions(names) + _run_jobs(names):
        ran += count
    return ran


def _run_reactions(names: tuple[str, ...]) -> int:
    """Whatever takes several facts gets all that wait, as in the reactor."""
    told: dict[str, list[int]] = {}
    for row in WaitingFact.objects.order_by("fact_id"):
        ours = [key for key in row.reactions if _is_ours(key, names)]
        for key in ours:
            told.setdefault(key, []).append(row.fact_id)
        row.reactions = [key for key in row.reactions if key not in ours]
        row.save()
    runs = [
        (key, piece)
        for key, ids in told.items()
        for piece in ([ids] if facts.takes_several(key) else [[each] for each in ids])
    ]
    for key, piece in runs:
        facts.run_reaction_together(piece, key)
    return len(runs)


def _is_ours(key: str, names: tuple[str, ...]) -> bool:
    is_ours = facts.takes_several(key) or "routing.notifying" in key or "target_reactions" in key
    return is_ours and (not names or any(name in key for name in names))


def _run_jobs(names: tuple[str, ...]) -> int:
    jobs = [job for job in waiting() if not names or any(n in str(job.args) for n in names)]
    for job in jobs:
        ProcrastinateJob.objects.filter(pk=job.pk).delete()
        if job.task_name == "routing.recompute":
            tasks.recompute(**job.args)
        else:
            tasks.alert_of_unknown_plans(**job.args)
    return len(jobs)


def waiting() -> list[ProcrastinateJob]:
    ours = ("routing.alert_of_unknown_plans", "routing.recompute")
    found = ProcrastinateJob.objects.filter(status="todo", task_name__in=ours)
    return list(found.order_by("id"))


def target(ticket: Any, metric: str = "first_reply", instance: int = 1) -> Target:
    return Target.objects.get(ticket=ticket, metric=metric, instance=instance)
