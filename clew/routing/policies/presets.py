"""The two policies an installation begins with. Its own people change them, or write others.

What they ask of an account is a property that the product, or a CRM, sends of its group:
``mrr`` (a number, per month), ``high_paying``, ``trial`` (true, or when it ends), ``addons``
(a list or a text) and ``programme``, in the spellings that are common. See docs/targets.md.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from clew.coverage.presets import PRESETS as CALENDARS
from clew.routing.policies.reading import rules_from_json
from clew.routing.policies.rules import Rules

HOUR = 60
BUSINESS_DAY = 24 * HOUR  # of the calendar below: each weekday counts whole
CALENDAR = "weekdays-24h"
PLANS = {"enterprise": 8, "scale": 24, "boost": 48, "pay-as-you-go": 72}  # hours; free has none
PRIORITIES = {"high": 12, "normal": 24}  # hours until a first reply, twice that until the next
ESCALATED = {"high": 2, "normal": 4}  # business days
TRIAL, ADDONS = ("trial", "in_trial", "on_trial"), ("addons", "add_ons")  # as products spell them
HIGH_PAYING_FROM = 1666  # a month, which is 20,000 a year


def preset_content() -> dict[str, Any]:
    """What the first version holds: by plan in force, by priority ready to be chosen."""
    return {"policies": [plan_policy(), priority_policy()], "calendars": preset_calendars()}


def preset_rules() -> Rules:
    return rules_from_json(preset_content())


def preset_calendars() -> dict[str, dict[str, Any]]:
    return {
        each["slug"]: {
            "name": each["name"],
            "timezone": each["time_zone"],
            "weekly": each["weekly"],
            "holidays": [],
            "exceptions": {},
        }
        for each in CALENDARS
    }


def seed_policies(
    versions: Any, *, now: datetime, calendars: Mapping[str, Any] | None = None
) -> None:
    """``versions`` is the model's manager, today's or a migration's. What is there stays."""
    if not versions.exists():
        content = preset_content()
        content["calendars"] = {**content["calendars"], **(calendars or {})}
        note = "The policies that Clew begins with"
        versions.create(content=content, note=note, by_name="Clew", created_at=now)


def plan_policy() -> dict[str, Any]:
    """Later replies and escalated tickets have the target of the first reply."""
    return {
        "slug": "plan",
        "name": "By plan",
        "description": "Each paid plan has its target; free plans have none.",
        "enabled": True,
        "conditions": {},
        "unknown_plan": "enterprise",
        "priorities": [
            _priority("high", "Enterprise or Scale plan", any_of=[_plan("enterprise", "scale")]),
            _priority("low", "no paid plan", any_of=[_plan("free")]),
            _priority("normal", "a paid plan", any_of=[]),
        ],
        "targets": [
            _target(metric, hours * HOUR, plan=[plan])
            for metric in ("first_reply", "next_reply", "escalated_reply")
            for plan, hours in PLANS.items()
        ],
    }


def priority_policy() -> dict[str, Any]:
    """High and normal have targets, low has none."""
    return {
        "slug": "priority",
        "name": "By priority",
        "description": "Targets by what a customer pays and how bad it is.",
        "enabled": False,
        "conditions": {},
        "unknown_plan": "",
        "priorities": [
            _priority("high", "pays much", any_of=_pays_much()),
            _priority("high", "in trial", any_of=[_account(name, "yes") for name in TRIAL]),
            _priority(
                "high",
                "has the teams add-on",
                any_of=[_account(name, "contains", "teams") for name in ADDONS],
            ),
            _priority("high", "critical severity", any_of=[_severity("critical")]),
            *_normal(),
            _priority("low", "nothing that makes it urgent", any_of=[]),
        ],
        "targets": list(_by_priority()),
    }


def _pays_much() -> list[dict[str, Any]]:
    return [_account("mrr", "gt", HIGH_PAYING_FROM), _account("high_paying", "yes")]


def _normal() -> Iterator[dict[str, Any]]:
    """Whoever pays much is high already, and so is not here."""
    programmes = ["startup", "startups", "accelerator"]
    yield _priority("normal", "Pay-as-you-go plan", any_of=[_plan("pay-as-you-go")])
    yield _priority(
        "normal",
        "on a startup or accelerator programme",
        any_of=[_account(name, "is", programmes) for name in ("programme", "program")],
    )
    billing = {"field": "area", "operator": "contains", "value": "billing"}
    yield _priority(
        "normal",
        "a billing issue",
        any_of=[{"field": "kind", "operator": "is", "value": ["billing"]}, billing],
    )
    yield _priority("normal", "high severity", any_of=[_severity("high")])


def _by_priority() -> Iterator[dict[str, Any]]:
    for metric, times in (("first_reply", 1), ("next_reply", 2), ("escalated_reply", 0)):
        for priority, hours in PRIORITIES.items():
            days = ESCALATED[priority]
            yield _target(metric, days * BUSINESS_DAY, priority=[priority], escalated=True)
            if times:
                yield _target(metric, hours * times * HOUR, priority=[priority])


def _target(metric: str, minutes: int, **when: Any) -> dict[str, Any]:
    return {"metric": metric, "when": when, "minutes": minutes, "calendar": CALENDAR}


def _priority(priority: str, reason: str, *, any_of: list[dict[str, Any]]) -> dict[str, Any]:
    return {"priority": priority, "reason": reason, "conditions": {"any": any_of} if any_of else {}}


def _plan(*plans: str) -> dict[str, Any]:
    return {"field": "plan", "operator": "is", "value": list(plans)}


def _severity(severity: str) -> dict[str, Any]:
    return {"field": "severity", "operator": "is", "value": [severity]}


def _account(name: str, operator: str, value: Any = None) -> dict[str, Any]:
    asked = {"field": f"account.{name}", "operator": operator}
    return asked if value is None else {**asked, "value": value}
