"""Feature flags near the ticket's time: values that changed, or that differ under two ids."""

from collections import defaultdict
from datetime import timedelta
from itertools import pairwise

from clew.analytics.diagnosis.check import Check, Seen, fine, several, table
from clew.analytics.diagnosis.evidence import Case, FlagCall
from clew.analytics.diagnosis.finding import Weight
from clew.analytics.diagnosis.words import at, lasting, listed

NEAR = timedelta(days=3)  # before the ticket, or an hour after it
AFTER = timedelta(hours=1)
COLLEAGUES = 2  # of an account, who saw the same change: one alone is a matter of their ticket
Series = list[FlagCall]  # of one flag and one human, oldest first


def look(case: Case) -> Seen | None:
    if not case.flags:
        return None
    series: dict[tuple[str, str], Series] = defaultdict(list)
    for call in sorted(case.flags, key=lambda each: each.at):
        series[call.flag, _human(case, call.distinct_id)].append(call)
    differing = [found for found in series.values() if _differ(found)]
    if differing:
        return _two_values(differing)
    changed = [pair for found in series.values() for pair in _changes(case, found)]
    if case.is_account:
        changed = _shared(case, changed)
    if changed:
        return _changed(case, changed)
    return fine(f"{several(len({call.flag for call in case.flags}), 'flag')}, none changed")


def _human(case: Case, distinct_id: str) -> str:
    person = case.owners.get(distinct_id)
    if person is None:
        return distinct_id
    return person.email.strip().lower() or person.id


def _differ(calls: Series) -> bool:
    """The latest value of each id."""
    latest = {call.distinct_id: call.value for call in calls}
    return len(latest) > 1 and len(set(latest.values())) > 1


def _changes(case: Case, calls: Series) -> list[tuple[FlagCall, FlagCall]]:
    return [
        (before, after)
        for before, after in pairwise(calls)
        if before.value != after.value and -AFTER <= case.about_at - after.at <= NEAR
    ]


def _shared(
    case: Case, changed: list[tuple[FlagCall, FlagCall]]
) -> list[tuple[FlagCall, FlagCall]]:
    people: dict[tuple[str, str], set[str]] = defaultdict(set)
    for _, after in changed:
        people[after.flag, after.value].add(_human(case, after.distinct_id))
    return [
        (before, after)
        for before, after in changed
        if len(people[after.flag, after.value]) >= COLLEAGUES
    ]


def _two_values(differing: list[Series]) -> Seen:
    rows = []
    for calls in differing:
        latest = {call.distinct_id: call for call in calls}
        rows += [(c.flag, c.value, c.distinct_id, c.lib, at(c.at)) for c in latest.values()]
    flags = [calls[0].flag for calls in differing]
    values = dict.fromkeys(row[1] for row in rows if row[0] == flags[0])
    return Seen(
        Weight.BAD,
        f"Flag {flags[0]} is {listed(values)} for the same human"
        if len(set(flags)) == 1
        else f"{several(len(set(flags)), 'flag')} with two values for the same human",
        "A flag is given by the id. Under another id the same human is somebody else to it, and may"
        " be in both arms of an experiment.",
        table("Flag, Value, Id, SDK, Last asked", rows),
    )


def _changed(case: Case, changed: list[tuple[FlagCall, FlagCall]]) -> Seen:
    changed.sort(key=lambda pair: abs(case.about_at - pair[1].at))
    before, after = changed[0]
    when = "before" if after.at <= case.about_at else "after"
    rows = [(a.flag, b.value, a.value, at(a.at), a.distinct_id) for b, a in changed]
    return Seen(
        Weight.WARN,
        f"Flag {after.flag} changed {lasting(case.about_at - after.at)} {when} this",
        f"It went from {before.value} to {after.value}. What the customer sees may have changed"
        " with it.",
        table("Flag, From, To, When, Id", rows),
        cause="Somebody changed the flag, its rollout reached this customer, or the id changed.",
        fix="Look who changed the flag, and whether the change was meant for this customer.",
    )


CHECK = Check(
    slug="flags",
    title="Flag activity",
    asks="Did a feature flag change near that time, or differ between two ids?",
    cause="The flag was asked for before sign-in under an anonymous id, or the server asks with"
    " another id than the browser.",
    fix="Ask with the same id on both sides, identify before flags are read, or let the flag stay"
    " the same across sign-in.",
    look=look,
    needs=frozenset({"flags"}),
)
