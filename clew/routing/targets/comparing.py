"""What other policies would make of tickets: two outcomes of each, told apart. Pure.

The result is JSON: how many tickets change, and how; and some examples. ``examples`` are
``{"number", "priority": [before, after] or None, "targets": [{"metric", "instance", "kinds",
"before", "after"}]}``, where before and after are None or ``{"state", "due_at", "target_minutes",
"calendar", "policy"}``.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from clew.routing.targets.vocabulary import Ledger, Run

EXAMPLES = 50
SHOWN = ("state", "target_minutes", "calendar", "policy")
KINDS = ("due", "earlier", "later", "target", "priority", "breached", "saved", "started", "ended")
Found = dict[str, Any]


def nothing() -> Found:
    """``due``: tickets with another due time, ``earlier`` or ``later``; ``target``: with other
    minutes or another calendar; ``breached``: that would be breached by it, ``saved``: no longer;
    ``started`` and ``ended``: with a target that they had not, or lose.
    """
    return {"examined": 0, "tickets": 0, **dict.fromkeys(KINDS, 0), "numbers": [], "examples": []}


def add(found: Found, number: int, before: Ledger, after: Ledger) -> None:
    found["examined"] += 1
    targets = list(_targets(before, after))
    priority = [before.priority, after.priority] if before.priority != after.priority else None
    kinds = {kind for target in targets for kind in target["kinds"]}
    kinds |= {"priority"} if priority else set()
    if not kinds:
        return
    found["tickets"] += 1
    found["numbers"].append(number)
    for kind in kinds:
        found[kind] += 1
    if len(found["examples"]) < EXAMPLES:
        found["examples"].append({"number": number, "priority": priority, "targets": targets})


def joined(one: Mapping[str, Any], other: Mapping[str, Any]) -> Found:
    """Of two pieces. The numbers are not kept: there may be very many."""
    both = nothing()
    for part in filter(None, (one, other)):
        for name in ("examined", "tickets", *KINDS):
            both[name] += part[name]
        both["examples"] = [*both["examples"], *part["examples"]][:EXAMPLES]
    return both


def _targets(before: Ledger, after: Ledger) -> Iterator[Found]:
    old, new = _runs(before), _runs(after)
    for key in dict.fromkeys((*old, *new)):
        was, is_now = old.get(key), new.get(key)
        if kinds := _kinds(was, is_now):
            yield {
                "metric": key[0],
                "instance": key[1],
                "kinds": kinds,
                "before": _shown(was),
                "after": _shown(is_now),
            }


def _runs(ledger: Ledger) -> dict[tuple[str, int], Run]:
    return {(str(run.metric), run.instance): run for run in ledger.runs}


def _kinds(was: Run | None, is_now: Run | None) -> list[str]:
    if was is None or is_now is None:
        return ["started" if was is None else "ended"]
    if was.state != "cancelled" and is_now.state == "cancelled":
        return ["ended"]
    kinds = []
    if was.due_at != is_now.due_at:
        kinds.append("due")
        if was.due_at and is_now.due_at:
            kinds.append("earlier" if is_now.due_at < was.due_at else "later")
    if (was.target_minutes, was.calendar) != (is_now.target_minutes, is_now.calendar):
        kinds.append("target")
    if bool(was.breached_at) != bool(is_now.breached_at):
        kinds.append("breached" if is_now.breached_at else "saved")
    return kinds


def _shown(run: Run | None) -> Found | None:
    if run is None:
        return None
    due = run.due_at.isoformat() if run.due_at else None
    return {**{name: getattr(run, name) for name in SHOWN}, "due_at": due}
