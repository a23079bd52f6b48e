"""Policies in words and tables, and what is different between two versions of them. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from clew.routing.policies.plans import plan_name
from clew.routing.targets.spans import duration
from clew.routing.targets.vocabulary import Metric
from clew.tickets.due import METRICS

Json = Mapping[str, Any]
CHANGED = {
    "conditions": "who it is for",
    "priorities": "how priority is derived",
    "unknown_plan": "what counts for an unknown plan",
    "description": "the description",
}


@dataclass(frozen=True)
class Table:
    """``rows`` are labels with a duration, or "", for each of ``columns``."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    calendars: tuple[str, ...]  # names of those used


def table_of(policy: Json, calendars: Json) -> Table:
    targets = policy.get("targets", [])
    metrics = [metric for metric in Metric if any(each["metric"] == metric for each in targets)]
    rows: dict[bytes, dict[str, str]] = {}
    labels: dict[bytes, str] = {}
    for target in targets:
        key = _key(target.get("when") or {})
        labels.setdefault(key, when_words(target.get("when") or {}))
        rows.setdefault(key, {}).setdefault(target["metric"], duration(target["minutes"]))
    used = dict.fromkeys(each["calendar"] for each in targets)
    return Table(
        tuple(metric_label(metric) for metric in metrics),
        tuple((labels[key], tuple(row.get(each, "") for each in metrics))
              for key, row in rows.items()),
        tuple(calendar_name(slug, calendars) for slug in used),
    )  # fmt: skip


def metric_label(metric: str) -> str:
    words = METRICS.get(metric, metric.replace("_", " "))
    return words[:1].upper() + words[1:]


def calendar_name(slug: str, calendars: Json) -> str:
    return str(calendars.get(slug, {}).get("name") or slug)


def when_words(when: Json) -> str:
    """“Scale or Boost plan, escalated”; “Everybody” for an empty one."""
    plans = [plan_name(slug) for slug in _listed(when.get("plan"))]
    parts = [f"{_either(plans)} plan"] if plans else []
    for name in ("priority", "severity"):
        if values := _listed(when.get(name)):
            said = _either(values)
            parts.append(f"{said[:1].upper()}{said[1:]} {name}" if not parts else f"{said} {name}")
    if when.get("escalated") is not None:
        parts.append("escalated" if when["escalated"] else "not escalated")
    words = ", ".join(parts) or "Everybody"
    return words[:1].upper() + words[1:]


def differences(before: Json, after: Json) -> list[str]:
    """What changed from one content to the next, a sentence each, most telling first."""
    old, new = _by_slug(before), _by_slug(after)
    found = [f"Added “{_name(new[slug])}”" for slug in new if slug not in old]
    found += [f"Removed “{_name(old[slug])}”" for slug in old if slug not in new]
    for slug in new:
        if slug in old:
            found += _changes(old[slug], new[slug], before, after)
    kept = [slug for slug in old if slug in new]
    if kept != [slug for slug in new if slug in old]:
        order = ", ".join(f"“{_name(each)}”" for each in new.values())
        found.append(f"Order is now {order}")
    return found + list(_calendars(before.get("calendars", {}), after.get("calendars", {})))


def _changes(old: Json, new: Json, before: Json, after: Json) -> Iterator[str]:
    name = _name(new)
    if _name(old) != name:
        yield f"“{_name(old)}” is now called “{name}”"
    if old.get("enabled", True) != new.get("enabled", True):
        yield f"{'Switched on' if new.get('enabled', True) else 'Switched off'} “{name}”"
    for key, words in CHANGED.items():
        if (old.get(key) or None) != (new.get(key) or None):
            yield f"“{name}”: changed {words}"
    yield from (f"“{name}”: {each}" for each in _targets(old, new, before, after))


def _targets(old: Json, new: Json, before: Json, after: Json) -> list[str]:
    was, now = _promises(old, before), _promises(new, after)
    found = [f"{what} is {now[what]}, was {was[what]}" for what in now if what in was
             and now[what] != was[what]]  # fmt: skip
    found += [f"{what} is {now[what]}, had no target" for what in now if what not in was]
    found += [f"{what} has no target any more, was {was[what]}" for what in was if what not in now]
    if not found and old.get("targets", []) != new.get("targets", []):
        found.append("changed the order or the pauses of targets")
    return found


def _promises(policy: Json, content: Json) -> dict[str, str]:
    """“Scale plan, first reply” → “24 h in Weekdays, 24 hours”."""
    found: dict[str, str] = {}
    for each in policy.get("targets", []):
        what = f"{when_words(each.get('when') or {})}, {METRICS.get(each['metric'])}"
        name = calendar_name(each["calendar"], content.get("calendars", {}))
        found.setdefault(what, f"{duration(each['minutes'])} in {name}")
    return found


def _calendars(old: Json, new: Json) -> Iterator[str]:
    for slug in new:
        if slug not in old:
            yield f"Added calendar “{calendar_name(slug, new)}”"
        elif old[slug] != new[slug]:
            yield f"Changed calendar “{calendar_name(slug, new)}”"
    yield from (f"Removed calendar “{calendar_name(slug, old)}”" for slug in old if slug not in new)


def _name(policy: Json) -> str:
    return str(policy.get("name") or policy["slug"])


def _by_slug(content: Json) -> dict[str, Json]:
    return {each["slug"]: each for each in content.get("policies", [])}


def _key(when: Json) -> bytes:
    return orjson.dumps({name: value for name, value in when.items() if value not in (None, [])},
                        option=orjson.OPT_SORT_KEYS)  # fmt: skip


def _listed(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, Sequence) and not isinstance(
        value, str) else ([value] if isinstance(value, str) and value else [])  # fmt: skip


def _either(values: Iterable[str]) -> str:
    *most, last = values
    return f"{', '.join(most)} or {last}" if most else last
