"""The policies that a preview goes by: those in force, one of them, or only what was given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError

from clew.coverage.hours import Hours, hours_from_json
from clew.routing.policies.presets import CALENDAR, preset_rules
from clew.routing.policies.reading import MAX_MINUTES, rules_from_json
from clew.routing.policies.rules import Policy, Rules, TargetRule, When
from clew.routing.targets.preview_values import named, one_of
from clew.routing.targets.vocabulary import PAUSES, Metric
from clew.tickets.models import Status

GIVEN = "given"  # slug of a calendar that stands in the question
NOBODYS = Policy(slug="", name="", enabled=True, holds=lambda _: True)


@dataclass(frozen=True)
class Calendar:
    slug: str
    hours: Hours


def rules_for(
    in_force: Mapping[str, Any],
    *,
    policy: str,
    calendar: Mapping[str, Any] | str | None,
    target_minutes: Mapping[str, int | None],
    pausing_statuses: Sequence[str] | None,
) -> Rules:
    """Raises ValidationError by field."""
    rules = rules_from_json(in_force)
    given = _calendar(calendar, rules)
    minutes = _minutes(target_minutes)
    pauses = _pauses(pausing_statuses)
    chosen = _policies(policy, rules, only_given=bool(minutes))
    policies = [
        replace(each, targets=tuple(_targets(each, minutes, given, pauses, rules)))
        for each in chosen
    ]
    return replace(rules, policies=tuple(policies), asked=None)


def _policies(slug: str, rules: Rules, *, only_given: bool) -> tuple[Policy, ...]:
    if not slug:
        return (NOBODYS,) if only_given else rules.policies
    presets = preset_rules()
    found = rules.policy(slug) or presets.policy(slug)
    if found is None:
        known = dict.fromkeys(each.slug for each in (*rules.policies, *presets.policies))
        raise named(
            "policy", f"there is no policy “{slug[:80]}”. Choose one of {', '.join(known)}."
        )
    return (replace(found, enabled=True),)


def _targets(
    policy: Policy,
    minutes: Mapping[Metric, int | None],
    given: Calendar | None,
    pauses: frozenset[str] | None,
    rules: Rules,
) -> list[TargetRule]:
    """What was given for a metric takes the place of all that the policy says of it."""
    targets = [each for each in policy.targets if each.metric not in minutes]
    usual = given or _usual(policy, rules)
    targets += [
        TargetRule(
            metric=metric,
            when=When(),
            minutes=count,
            calendar=usual.slug,
            hours=usual.hours,
            pauses=PAUSES[metric],
        )
        for metric, count in minutes.items()
        if count is not None
    ]
    if given is not None:
        targets = [replace(each, calendar=given.slug, hours=given.hours) for each in targets]
    if pauses is not None:
        targets = [_pausing(each, pauses) for each in targets]
    return targets


def _pausing(target: TargetRule, pauses: frozenset[str]) -> TargetRule:
    return target if target.metric is Metric.FIRST_REPLY else replace(target, pauses=pauses)


def _usual(policy: Policy, rules: Rules) -> Calendar:
    """The policy's first, else the one an installation begins with."""
    for target in policy.targets:
        return Calendar(target.calendar, target.hours)
    hours = rules.calendars.get(CALENDAR) or preset_rules().calendars[CALENDAR]
    return Calendar(CALENDAR, hours)


def _calendar(asked: Mapping[str, Any] | str | None, rules: Rules) -> Calendar | None:
    if asked is None:
        return None
    if isinstance(asked, str):
        known = {**preset_rules().calendars, **rules.calendars}
        return Calendar(asked, known[one_of("calendar", asked, known)])
    try:
        return Calendar(GIVEN, hours_from_json({"name": "the given calendar", **asked}))
    except ValidationError as error:
        found = error.message_dict.items()
        raise ValidationError({f"calendar.{key}": words for key, words in found}) from None


def _minutes(given: Mapping[str, int | None]) -> dict[Metric, int | None]:
    found: dict[Metric, int | None] = {}
    for key, minutes in given.items():
        metric = Metric(one_of("target_minutes", key, list(Metric)))
        if minutes is not None and (type(minutes) is not int or not 0 < minutes <= MAX_MINUTES):
            raise named(
                f"target_minutes.{key}", f"write whole minutes, 1 to {MAX_MINUTES:,}, or null."
            )
        found[metric] = minutes
    return found


def _pauses(statuses: Sequence[str] | None) -> frozenset[str] | None:
    if statuses is None:
        return None
    return frozenset(one_of("pausing_statuses", each, Status.values) for each in statuses)
