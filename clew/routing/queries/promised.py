"""The targets of one ticket as its page shows them: each with its fuse, its words, its history."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from clew.core import clock
from clew.core.templatetags.ui import until
from clew.routing.models import LedgerEntry, Target
from clew.routing.models.ledger import EntryKind, TargetState
from clew.routing.queries.targets import ledger_of, targets_of
from clew.routing.targets.explaining import REASONS, words
from clew.routing.targets.spans import duration
from clew.tickets.due import METRICS, Due, due_of, ticking
from clew.tickets.models import Ticket
from clew.tickets.queries import Reader

RUNNING = (TargetState.RUNNING, TargetState.PAUSED)


@dataclass(frozen=True)
class Step:
    label: str
    at: datetime


@dataclass(frozen=True)
class Promise:
    target: Target
    due: Due
    label: str
    explanation: str
    steps: tuple[Step, ...]

    @property
    def is_open(self) -> bool:
        return _is_open(self.target)


def promises_of(reader: Reader, ticket: Ticket) -> list[Promise]:
    """What runs first, then the last run of each other metric. Two statements."""
    targets = sorted(targets_of(reader, ticket), key=lambda each: -each.instance)
    shown = sorted(_shown(targets), key=_urgency)
    steps: dict[tuple[str, int], list[Step]] = defaultdict(list)
    late = {(each.metric, each.instance) for each in targets if each.state == TargetState.BREACHED}
    for entry in ledger_of(reader, ticket):
        run = (entry.metric, entry.instance)
        steps[run].append(Step(_step_words(entry, late=run in late), entry.at))
    return [_promise(each, steps[each.metric, each.instance]) for each in shown]


def next_promise_words(ticket: Ticket) -> str:
    """“8 h: due Mon 10:00” of the target that comes next; "" when none runs. One statement."""
    if due_of(ticket) is None:
        return ""
    targets = Target.objects.filter(ticket=ticket, metric=ticket.due_metric)
    minutes = targets.order_by("-instance").values_list("target_minutes", flat=True).first()
    promised = duration(minutes) if minutes else METRICS.get(ticket.due_metric, "")
    return f"{promised}: due {until(ticket.due_at)}" if ticket.due_at else f"{promised}, paused"


def _promise(target: Target, steps: Iterable[Step]) -> Promise:
    name = METRICS.get(target.metric, target.metric.replace("_", " "))
    label = f"{name[:1].upper()}{name[1:]}"
    return Promise(
        target,
        _due(target, name),
        label,
        words(target, timezone.get_current_timezone()),
        tuple(steps),
    )


def _shown(targets: Iterable[Target]) -> list[Target]:
    last: dict[str, Target] = {}
    for target in targets:
        last.setdefault(target.metric, target)
    return list(last.values())


def _is_open(target: Target) -> bool:
    missed = target.state == TargetState.BREACHED and target.fulfilled_at is None
    return target.state in RUNNING or (missed and target.cancelled_at is None)


def _urgency(target: Target) -> tuple[bool, bool, datetime]:
    at = target.due_at or target.started_at
    return not _is_open(target), target.state == TargetState.PAUSED, at


def _due(target: Target, note: str) -> Due:
    if target.state == TargetState.PAUSED:
        return Due("paused", "Paused", note)
    if target.state == TargetState.CANCELLED:
        return Due("paused", "No longer counts", note)
    if target.state == TargetState.FULFILLED:
        return Due("met", "Met", note, at=target.due_at)
    if target.due_at is None:
        return Due("ok", "Never due: the calendar has no open hours", note)
    if target.state == TargetState.BREACHED and not _is_open(target):
        return Due("breached", "Met late" if target.fulfilled_at else "Missed", note)
    return ticking(target.due_at, target.started_at, note, clock.now())


def _step_words(entry: LedgerEntry, *, late: bool) -> str:
    """“Target set: 8 h, due Mon 09:00”, “Paused: on hold”; ``late`` is met after its breach."""
    label, data = str(entry.get_kind_display()), entry.data
    if late and entry.kind == EntryKind.FULFIL:
        label = "Met late"
    said = []
    if "target_minutes" in data:
        said.append(duration(data["target_minutes"]))
    if data.get("due_at"):
        said.append(f"due {until(datetime.fromisoformat(data['due_at']))}")
    if status := data.get("status"):
        said.append("on hold" if status == "hold" else str(status))
    if reason := data.get("reason"):
        said.append(REASONS.get(reason, str(reason)))
    return f"{label}: {', '.join(said)}" if said else label
