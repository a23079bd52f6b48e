"""JSON to rules. Everything is checked, and everything that is wrong is told at once."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import orjson
from django.core.exceptions import ValidationError

from clew.coverage.hours import Hours, hours_from_json
from clew.routing.policies.asking import asked_by, plans_named
from clew.routing.policies.matching import Errors, conditions_from
from clew.routing.policies.operators import Holds
from clew.routing.policies.plans import NAMES, plan_slug
from clew.routing.policies.rules import Policy, PriorityRule, Rules, TargetRule, When
from clew.routing.targets.vocabulary import PAUSES, Metric
from clew.tickets.models import Priority, Severity, Status
from clew.tickets.validation import storable

MAX_POLICIES, MAX_PARTS = 50, 200
MAX_MINUTES = 10 * 365 * 24 * 60
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,80}")  # the column, and what an address of a page takes
OPTIONAL: dict[str, Any] = {"enabled": True, "conditions": {}, "priorities": [], "targets": []}
POLICY = {"slug", "name", "description", "enabled", "conditions", "unknown_plan"} | {
    "priorities",
    "targets",
}
TARGET = {"metric", "when", "minutes", "calendar", "pauses_in"}
WHEN = {"plan", "priority", "severity", "escalated"}


def rules_from_json(content: Mapping[str, Any]) -> Rules:
    """Raises ValidationError with a message for each wrong place: which policy, what to do.

    The same content is read once, whatever its version.
    """
    try:
        written = orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
    except TypeError as error:
        raise ValidationError({"policies": f"This cannot be written as JSON: {error}."}) from None
    return _read(written)


def whole(content: Mapping[str, Any]) -> dict[str, Any]:
    """Of a content that was read: with what its policies left out, as it is stored and shown."""
    policies = [
        {**OPTIONAL, **each, "name": each.get("name") or each["slug"]}
        for each in content["policies"]
    ]
    return {**content, "policies": storable(policies)}


@lru_cache(maxsize=128)
def _read(written: bytes) -> Rules:
    content, errors = orjson.loads(written), Errors()
    if not isinstance(content, dict) or not isinstance(content.get("policies"), list):
        raise ValidationError({"policies": "Write an object with a list of “policies”."})
    if len(content["policies"]) > MAX_POLICIES:
        raise ValidationError({"policies": f"At most {MAX_POLICIES} policies. Join some."})
    calendars = _calendars(content.get("calendars", {}), errors)
    policies = [
        _policy(each, f"policies.{index}", calendars, errors)
        for index, each in enumerate(content["policies"])
    ]
    _are_different([each.slug for each in policies], errors)
    if errors:
        raise ValidationError({where: [message] for where, message in errors.items()})
    plans = frozenset({*NAMES, *plans_named(content)})
    return Rules(
        policies=tuple(policies), calendars=calendars, plans=plans, asked=asked_by(content)
    )


def _calendars(data: object, errors: Errors) -> dict[str, Hours]:
    found: dict[str, Hours] = {}
    if not isinstance(data, dict):
        errors["calendars"] = "Calendars are an object: {slug: calendar}."
        return found
    for slug, calendar in data.items():
        try:
            found[slug] = hours_from_json(calendar)
        except ValidationError as error:
            errors[f"calendars.{slug}"] = f"Calendar “{slug}”: {' '.join(error.messages)}"
    return found


def _are_different(slugs: list[str], errors: Errors) -> None:
    for index, slug in enumerate(slugs):
        if slug in slugs[:index]:
            errors[f"policies.{index}.slug"] = f"Two policies are called “{slug}”. Rename one."


class Place:
    """One policy while it is read: where its errors stand, and by which name."""

    def __init__(self, where: str, name: str, errors: Errors) -> None:
        self.where, self.name, self.errors = where, name, errors

    def wrong(self, part: str, message: str) -> None:
        self.errors[f"{self.where}.{part}"] = f"Policy “{self.name}”, {part}: {message}"

    def list_of(self, data: Mapping[str, Any], part: str) -> list[Any]:
        found = data.get(part, [])
        if isinstance(found, list) and len(found) <= MAX_PARTS:
            return found
        self.wrong(part, f"write a list of at most {MAX_PARTS}.")
        return []


def _policy(data: object, where: str, calendars: Mapping[str, Hours], errors: Errors) -> Policy:
    if not isinstance(data, dict):
        errors[where] = "A policy is an object with slug, name, conditions and targets."
        data = {"slug": "-", "name": "-"}
    slug, name = str(data.get("slug") or ""), str(data.get("name") or data.get("slug") or "")
    place = Place(where, name, errors)
    if unknown := data.keys() - POLICY:
        place.wrong(min(unknown), f"is not known. A policy has {', '.join(sorted(POLICY))}.")
    if not SLUG.fullmatch(slug):
        place.wrong("slug", "write a short name: at most 80 letters, digits, - and _.")
    for part in ("name", "description"):
        if not isinstance(data.get(part) or "", str):
            place.wrong(part, "write a text.")
    if len(name) > 120:  # noqa: PLR2004  the column
        place.wrong("name", "at most 120 characters.")
    return Policy(
        slug=slug,
        name=name,
        enabled=data.get("enabled", True) is True,
        holds=_conditions(data, "conditions", place),
        unknown_plan=plan_slug(str(data.get("unknown_plan") or "")),
        priorities=tuple(_priorities(place.list_of(data, "priorities"), place)),
        targets=tuple(_targets(place.list_of(data, "targets"), calendars, place)),
    )


def _conditions(data: Mapping[str, Any], part: str, place: Place) -> Holds:
    found = Errors()
    holds = conditions_from(data.get("conditions") or {}, part, found)
    for where, message in found.items():
        place.wrong(where, message)
    return holds


def _priorities(data: list[Any], place: Place) -> Iterator[PriorityRule]:
    for index, each in enumerate(data):
        part = f"priorities.{index}"
        if not isinstance(each, dict) or each.get("priority") not in Priority.values:
            place.wrong(part, f"“priority” is one of {', '.join(Priority.values)}.")
            continue
        holds = _conditions(each, f"{part}.conditions", place)
        reason = str(each.get("reason") or "")[:200]
        yield PriorityRule(priority=each["priority"], reason=reason, holds=holds)


def _targets(data: list[Any], calendars: Mapping[str, Hours], place: Place) -> Iterator[TargetRule]:
    for index, each in enumerate(data):
        part = f"targets.{index}"
        if not isinstance(each, dict) or each.keys() - TARGET:
            place.wrong(part, f"a target has {', '.join(sorted(TARGET))}, nothing else.")
            continue
        if each.get("metric") not in list(Metric):
            place.wrong(f"{part}.metric", f"choose one of {', '.join(Metric)}.")
            continue
        if (hours := calendars.get(str(each.get("calendar")))) is None:
            known = ", ".join(calendars) or "none yet"
            place.wrong(f"{part}.calendar", f"choose a calendar: {known}.")
            continue
        yield _target(each, part, hours, place)


def _target(each: Mapping[str, Any], part: str, hours: Hours, place: Place) -> TargetRule:
    metric, minutes = Metric(each["metric"]), each.get("minutes")
    if type(minutes) is not int or not 0 < minutes <= MAX_MINUTES:
        place.wrong(f"{part}.minutes", f"write whole minutes, 1 to {MAX_MINUTES:,}.")
        minutes = 1
    pauses = each.get("pauses_in", sorted(PAUSES[metric]))
    if not isinstance(pauses, list) or set(map(str, pauses)) - set(Status.values):
        place.wrong(f"{part}.pauses_in", f"a list of statuses: {', '.join(Status.values)}.")
        pauses = []
    return TargetRule(
        metric=metric,
        when=_when(each.get("when") or {}, f"{part}.when", place),
        minutes=minutes,
        calendar=str(each["calendar"]),
        hours=hours,
        pauses=frozenset() if metric is Metric.FIRST_REPLY else frozenset(pauses),
    )


def _when(data: object, part: str, place: Place) -> When:
    if not isinstance(data, dict) or data.keys() - WHEN:
        place.wrong(part, f"asks for {', '.join(sorted(WHEN))}, nothing else.")
        return When()
    escalated = data.get("escalated")
    if escalated is not None and not isinstance(escalated, bool):
        place.wrong(f"{part}.escalated", "true, false, or leave it out.")
    plans = _choice(data, "plan", None, part, place)
    return When(
        plans=frozenset(map(plan_slug, plans)),
        priorities=_choice(data, "priority", Priority.values, part, place),
        severities=_choice(data, "severity", Severity.values, part, place),
        escalated=escalated if isinstance(escalated, bool) else None,
    )


def _choice(
    data: Mapping[str, Any], key: str, known: list[str] | None, part: str, place: Place
) -> frozenset[str]:
    given = data.get(key) or []
    given = given if isinstance(given, list) else [given]
    texts = [each for each in given if isinstance(each, str) and each]
    if len(texts) < len(given) or (known and set(texts) - set(known)):
        place.wrong(f"{part}.{key}", f"a list of {', '.join(known or ['plans'])}.")
    return frozenset(texts)
