"""A policy as a form: ``c.0.…`` are its conditions, ``p.1.…`` with ``c.1.…`` how it derives
priority, ``t.0.…`` its targets. What was sent becomes a policy as JSON, right or not yet.
"""

import math
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from clew.routing.policies.matching import SYNONYMS
from clew.routing.targets.vocabulary import PAUSES, Metric
from clew.tickets.conditions import Takes
from clew.tickets.views.building import edited, from_data
from clew.tickets.views.condition_rows import ROOT, Group, Row, fitting

MAX_ROWS = 200
UNITS = {"m": 1, "h": 60, "d": 24 * 60}
FIELDS = ("plan", "severity", "priority", "kind", "area", "channel", "tags", "escalated")
FAMILIES = ("person.", "account.")
WHEN = ("plan", "priority", "severity")
Policy = dict[str, Any]


def policy_from(form: QueryDict, slug: str) -> Policy:
    """With the change that a button names in ``edit``. Raises ValidationError for nonsense."""
    groups = _groups(edited(form))
    policy: Policy = {
        "slug": slug,
        "name": form.get("name", "").replace("\x00", "").strip()[:120],
        "description": form.get("description", "").replace("\x00", "").strip()[:300],
        "enabled": form.get("enabled") == "on",
        "conditions": _conditions(groups[0]) if groups else {},
        "unknown_plan": form.get("unknown_plan", ""),
        "priorities": [
            {
                "priority": form.get(f"p.{place}.priority", "normal"),
                "reason": form.get(f"p.{place}.reason", "").strip()[:200],
                "conditions": _conditions(group),
            }
            for place, group in enumerate(groups[1:], start=1)
        ],
        "targets": [_target(form, place) for place in _places(form)],
    }
    return _rearranged(policy, *form.get("edit", "").partition(":")[::2])


def tree_of(policy: Mapping[str, Any]) -> list[Group]:
    """The groups of the form: the policy's conditions, then those of each priority."""
    parts = [policy.get("conditions") or {}]
    parts += [rule.get("conditions") or {} for rule in policy.get("priorities", [])]
    return [_fitted(from_data(_plain(each), f"{ROOT}.{at}")) for at, each in enumerate(parts)]


def target_rows(policy: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each with its amount in the largest unit that says it whole."""
    return [{**each, **_amount(each["minutes"]), "when": each.get("when") or {},
             "pauses": each.get("pauses_in", sorted(PAUSES.get(each["metric"], ())))}
            for each in policy.get("targets", [])]  # fmt: skip


def _groups(root: Group) -> list[Group]:
    return [part for part in root.parts if isinstance(part, Group)]


def _plain(data: Any) -> Any:
    """Operators by the names that the rows of the form know."""
    if isinstance(data, list):
        return [_plain(each) for each in data]
    if isinstance(data, Mapping) and "field" in data:
        operator = SYNONYMS.get(data.get("operator", ""), data.get("operator", ""))
        return {**data, "operator": operator}
    return {name: _plain(parts) for name, parts in data.items()}


def _fitted(group: Group) -> Group:
    """A new row asks for the plan; nothing of a ticket alone is asked of a policy."""
    for at, part in enumerate(group.parts):
        if isinstance(part, Group):
            _fitted(part)
        elif part.name not in FIELDS and part.name not in FAMILIES and not _is_property(part):
            group.parts[at] = fitting(Row(part.path, "plan"))
    return group


def _is_property(row: Row) -> bool:
    return row.full_name.startswith(FAMILIES)


def _conditions(group: Group) -> dict[str, Any]:
    parts = [
        _conditions(part) if isinstance(part, Group) else _condition(part)
        for part in _fitted(group).parts
    ]
    return {group.match: parts} if parts else {}


def _condition(row: Row) -> dict[str, Any]:
    data = row.data()
    if row.takes == Takes.NOTHING:
        del data["value"]
    elif row.takes == Takes.NUMBER:
        data["value"] = _number(row.text)
    elif data["field"] == "escalated" and "no" in data["value"]:
        opposite = {"is": "not_set", "is_not": "set"}
        return {"field": "escalated", "operator": opposite[data["operator"]]}
    return data


def _number(text: str) -> float | int | str:
    try:
        found = float(text[:30])
    except ValueError:
        return text
    if not math.isfinite(found):
        return text
    return int(found) if found.is_integer() else found


def _places(form: QueryDict) -> list[int]:
    names = (name.split(".") for name in form if name.startswith("t."))
    places = {int(parts[1]) for parts in names if parts[1].isdecimal() and len(parts[1]) < 4}  # noqa: PLR2004
    return sorted(places)[:MAX_ROWS]


def _target(form: QueryDict, place: int) -> dict[str, Any]:
    def given(name: str) -> str:
        return form.get(f"t.{place}.{name}", "")

    metric = given("metric") or "first_reply"
    when: dict[str, Any] = {
        name: values for name in WHEN if (values := form.getlist(f"t.{place}.{name}"))
    }
    if given("escalated") in {"yes", "no"}:
        when["escalated"] = given("escalated") == "yes"
    found = {
        "metric": metric, "when": when, "calendar": given("calendar"),
        "minutes": _minutes(given("amount"), given("unit")),
    }  # fmt: skip
    pauses = form.getlist(f"t.{place}.pauses")
    usual = sorted(PAUSES.get(Metric(metric), ())) if metric in list(Metric) else []
    return found if sorted(pauses) == usual else {**found, "pauses_in": pauses}


def _minutes(amount: str, unit: str) -> int:
    """0 is refused when the policy is checked, with words."""
    number = _number(amount)
    return round(number * UNITS.get(unit, 60)) if isinstance(number, int | float) else 0


def _amount(minutes: int) -> dict[str, Any]:
    if minutes and minutes % UNITS["d"] == 0 and minutes > UNITS["d"]:
        return {"amount": minutes // UNITS["d"], "unit": "d"}
    if minutes % UNITS["h"] == 0:
        return {"amount": minutes // UNITS["h"] or "", "unit": "h"}
    return {"amount": minutes, "unit": "m"}


def _rearranged(policy: Policy, verb: str, place: str) -> Policy:
    name = {"rule": "priorities", "target": "targets"}.get(verb.partition("-")[0])
    at = int(place) if place.isdecimal() and len(place) < 4 else -1  # noqa: PLR2004
    if name is None:
        return policy
    rows: list[Any] = policy[name]
    what = verb.partition("-")[2]
    if what == "add":
        rows.append(_new(name, rows))
    elif 0 <= at < len(rows):
        _move(rows, what, at)
    return policy


def _move(rows: list[Any], what: str, at: int) -> None:
    to = {"up": at - 1, "down": at + 1}.get(what, at)
    if what == "remove":
        del rows[at]
    elif what == "copy":
        rows.insert(at + 1, dict(rows[at]))
    elif 0 <= to < len(rows):
        rows.insert(to, rows.pop(at))


def _new(name: str, rows: list[Any]) -> dict[str, Any]:
    if name == "priorities":
        return {"priority": "normal", "reason": "", "conditions": {}}
    calendar = rows[-1]["calendar"] if rows else ""
    return {"metric": "first_reply", "when": {}, "minutes": 8 * 60, "calendar": calendar}
