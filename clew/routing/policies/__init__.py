"""Policies as data: read, checked and asked. Pure; versions are stored by ``clew.routing``."""

from clew.routing.policies.plans import NAMES, plan_name, plan_slug
from clew.routing.policies.reading import rules_from_json
from clew.routing.policies.rules import (
    Judgement,
    Policy,
    PriorityRule,
    Rules,
    TargetRule,
    When,
)

__all__ = [
    "NAMES",
    "Judgement",
    "Policy",
    "PriorityRule",
    "Rules",
    "TargetRule",
    "When",
    "plan_name",
    "plan_slug",
    "rules_from_json",
]
