"""Moves of a ticket in words: “Maya put it on hold until 28 Nov: waiting for the vendor”."""

from datetime import datetime

from clew.core.templatetags.ui import day
from clew.tickets import facts
from clew.tickets.models import Status


def status_words(fact: facts.StatusChanged, by: str, by_kind: str) -> str:
    after = Status(fact.after)
    told = f": {fact.reason}" if fact.reason else ""
    if fact.undoes:
        return f"{by} took it back to {after.label}"
    if after == Status.HOLD and fact.hold_until:
        return f"{by} put it on hold until {_day(fact.hold_until)}{told}"
    if by_kind == "system" or after == Status.CLOSED:
        return _by_clock(Status(fact.before), after, by, f" {fact.reason}" if fact.reason else "")
    return _by_somebody(Status(fact.before), after, by, by_kind) + told


def _by_somebody(before: Status, after: Status, by: str, by_kind: str) -> str:
    if after == Status.SOLVED:
        return f"{by} {'confirmed that it is solved' if by_kind == 'customer' else 'solved it'}"
    if before == Status.SOLVED or by_kind == "customer":
        return f"{by} reopened it"
    return f"Changed status from {before.label} to {after.label}"


def wake_up_words(fact: facts.WakeUpChanged, by: str) -> str:
    told = f": {fact.reason}" if fact.reason else ""
    return f"{by} moved its wake-up from {_day(fact.before)} to {_day(fact.after)}{told}"


def _by_clock(before: Status, after: Status, by: str, reason: str) -> str:
    if after in {Status.SOLVED, Status.CLOSED}:
        return f"{by} {after.label.lower()} it{reason}"
    if (before, after) == (Status.HOLD, Status.OPEN):
        return f"{by} woke it up{reason}"
    return f"{by} changed status from {before.label} to {after.label}{reason}"


def _day(text: str) -> str:
    return day(datetime.fromisoformat(text)) if text else "no date"
