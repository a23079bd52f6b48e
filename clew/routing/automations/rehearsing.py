"""A dry run: on which tickets of the last days a rule would have fired, and what it had done.

Each candidate is put back to what it was, the rule is carried out on it for real, and all of it is
rolled back: what the dry run says is what a firing does. It takes one ticket after another until
its time is over, and says where to go on, so that a page can ask for it piece by piece.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from clew.core import clock
from clew.core.models import FactRecord
from clew.routing.automations.asking import can_change, conditions_of, matching
from clew.routing.automations.firing import carried_out, words_of
from clew.routing.automations.rewinding import as_it_was
from clew.routing.automations.triggers import TIME, TRIGGERS, Trigger
from clew.routing.automations.vocabulary import changes_ticket
from clew.routing.models import Firing, FiringState, Rule
from clew.tickets.conditions import Conditions, Item
from clew.tickets.conditions.times import moment_of, span_of
from clew.tickets.models import Ticket
from clew.tickets.queries import Reader, tickets_readable_by

MOST_DAYS = 90
LOOKED_AT = 500  # tickets at most, the newest
PIECE = 1.5  # seconds of one call
MOST_MOMENTS = 40  # of one ticket that are tried; the newest
A_MOMENT = timedelta(seconds=1)
DATES = {"after", "before"}
TIMES = {"within", "ago", *DATES}


@dataclass(frozen=True)
class WouldFire:
    ticket: Ticket
    at: datetime
    did: list[str]
    error: str = ""


@dataclass
class Rehearsal:
    """``next`` is where to go on, None when every ticket was looked at."""

    total: int = 0
    looked_at: int = 0
    found: list[WouldFire] = field(default_factory=list)
    next: int | None = None
    is_cut: bool = False  # there were more tickets than are looked at


def rehearse(
    rule: Rule, reader: Reader, *, days: int, start: int = 0, seconds: float = PIECE
) -> Rehearsal:
    """``rule`` need not be saved. Raises ValidationError for conditions that cannot be read."""
    now = clock.now()
    since = now - timedelta(days=max(1, min(days, MOST_DAYS)))
    conditions = conditions_of(rule)
    asked = _candidates(rule, reader, since)
    all_of_them = asked[: LOOKED_AT + 1]
    done = Rehearsal(total=min(len(all_of_them), LOOKED_AT), is_cut=len(all_of_them) > LOOKED_AT)
    ends = time.monotonic() + seconds
    for place, pk in enumerate(all_of_them[start:LOOKED_AT], start=start):
        if time.monotonic() > ends and place > start:
            done.next = place
            break
        done.looked_at = place + 1
        if (would := _first_firing(rule, conditions, pk, since, now)) is not None:
            done.found.append(would)
    return done


def _candidates(rule: Rule, reader: Reader, since: datetime) -> list[int]:
    """Newest first; of an event rule only tickets that had such a fact."""
    found = tickets_readable_by(reader)
    if rule.trigger == TIME:
        found = found.filter(merged_into=None, updated_at__gte=since) | found.unsolved()
        return list(found.order_by("-pk").values_list("pk", flat=True)[: LOOKED_AT + 1])
    name = TRIGGERS[rule.trigger].fact
    rows = FactRecord.objects.filter(name=name, recorded_at__gte=since).order_by("-id")
    subjects = dict.fromkeys(rows.values_list("subject", flat=True)[: LOOKED_AT * 4])
    numbers = [int(each.partition("/")[2]) for each in subjects][: LOOKED_AT + 1]
    return list(found.filter(number__in=numbers).order_by("-pk").values_list("pk", flat=True))


def _first_firing(
    rule: Rule, conditions: Conditions, pk: int, since: datetime, now: datetime
) -> WouldFire | None:
    ticket = Ticket.objects.only("pk", "number", "created_at").get(pk=pk)
    for at in _moments(rule, conditions, ticket, since, now):
        if (would := _try(rule, conditions, ticket, at)) is not None:
            return would
    return None


def _moments(
    rule: Rule, conditions: Conditions, ticket: Ticket, since: datetime, now: datetime
) -> Sequence[datetime]:
    """When the rule would have been asked, oldest first."""
    rows = FactRecord.objects.filter(subject=f"ticket/{ticket.number}").order_by("id")
    if rule.trigger != TIME:
        trigger = TRIGGERS[rule.trigger]
        rows = rows.filter(name=trigger.fact, recorded_at__gte=since)
        return [row.recorded_at for row in rows if _sets_off(trigger, row, ticket)][:MOST_MOMENTS]
    happened = [row.recorded_at for row in rows]
    found = {at for at in _ripe(conditions, happened) if since <= at <= now}
    born = {max(since, ticket.created_at)}
    return sorted(found | born)[-MOST_MOMENTS:]


def _ripe(conditions: Conditions, happened: list[datetime]) -> Iterator[datetime]:
    """When a condition may come to be true: with a change, or so long after one."""
    spans = {span_of(item.value) for item in conditions.items() if item.operator == "ago"}
    yield from (at + span + A_MOMENT for at in happened for span in spans)
    if not spans or len(spans) < len(list(conditions.items())):
        yield from happened


def _sets_off(trigger: Trigger, row: FactRecord, ticket: Ticket) -> bool:
    is_opening = trigger.is_message and row.recorded_at <= ticket.created_at
    return trigger.fits(row.payload) and not is_opening


def _try(rule: Rule, conditions: Conditions, ticket: Ticket, at: datetime) -> WouldFire | None:
    asks_times = any(item.operator in TIMES for item in conditions.items())
    with as_it_was(ticket.pk, at, times=asks_times) as then:
        changing = any(changes_ticket(action) for action in rule.actions)
        moved = _moved(conditions, clock.now() - at) if asks_times else conditions
        asked = matching(Ticket.objects.filter(pk=then.pk), moved)
        if (changing and not can_change(then)) or not asked.exists():
            return None
        did, error = _done(rule, then)
    return WouldFire(ticket_of(ticket.pk), at, did, error)


def _done(rule: Rule, ticket: Ticket) -> tuple[list[str], str]:
    """Inside the transaction that is rolled back."""
    saved = rule if rule.pk else _stand_in(rule)
    firing = Firing(
        rule=saved,
        rule_name=rule.name,
        ticket=ticket,
        key=f"rehearsal:{ticket.pk}",
        because="this is a dry run",
        state=FiringState.DONE,
        at=clock.now(),
    )
    firing.save()
    try:
        return carried_out(rule.actions, ticket, firing), ""
    except Exception as error:  # noqa: BLE001  as a firing would keep it; all is rolled back
        return [], words_of(error)


def _stand_in(rule: Rule) -> Rule:
    at = clock.now()
    plain: dict[str, Any] = {"conditions": rule.conditions, "actions": rule.actions}
    return Rule.objects.create(
        name=rule.name, trigger=rule.trigger, created_at=at, changed_at=at, **plain
    )


def _moved(conditions: Conditions, by: timedelta) -> Conditions:
    """Dates that are named move along with the ticket's times."""

    def part(each: Item | Conditions) -> Item | Conditions:
        if isinstance(each, Conditions):
            return _moved(each, by)
        if each.operator not in DATES:
            return each
        return replace(each, value=(moment_of(each.value) + by).isoformat())

    return Conditions(tuple(map(part, conditions.all)), tuple(map(part, conditions.any)))


def ticket_of(pk: int) -> Ticket:
    return Ticket.objects.select_related("requester").get(pk=pk)
