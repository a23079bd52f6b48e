"""What events say about accounts: a measure each, with its words."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from clew.analytics.health.event_reading import by_account, read
from clew.analytics.health.register import Asked, Measured, Numbers
from clew.analytics.health.scoring import number
from clew.core.bulk import fetch

ENOUGH = 20  # events, before a share or a trend of them means something
COMMON = 0.2  # of the accounts that use anything: then a feature is one of the product's
MOST_FEATURES = 40
WEEK = timedelta(days=7)
Settings = Mapping[str, Any]

# Nobody is behind events without a profile: servers describing a group, and visitors.
ACTIVE = """
    SELECT {account} AS account, uniqExactIf(person_id, person_mode != 'propertyless'), count(),
           uniqExactIf(person_id, person_mode != 'propertyless' AND event = '$exception'),
           countIf(event = '$exception')
    FROM events WHERE {ours} GROUP BY account
"""
TREND = """
    SELECT {account} AS account, countIf(timestamp >= {middle:DateTime64(3, 'UTC')}) AS now,
           countIf(timestamp < {middle:DateTime64(3, 'UTC')}) AS before
    FROM events WHERE {ours} GROUP BY account
"""
NAMED = """
    SELECT {account} AS account, uniqExact(event), count()
    FROM events WHERE {ours} AND event IN {names:Array(String)} GROUP BY account
"""
FEATURES = """
    WITH (SELECT uniqExact({account}) FROM events WHERE {everybody}) AS accounts
    SELECT event FROM events WHERE {everybody} AND NOT startsWith(event, '$')
    GROUP BY event HAVING uniqExact({account}) >= greatest(2, accounts * {common:Float64})
    ORDER BY uniqExact({account}) DESC, event LIMIT {most:UInt16}
"""
EVER = "SELECT count() FROM (SELECT 1 FROM events WHERE {everybody} AND event IN {names:Array(String)} LIMIT 1)"  # noqa: E501
PEOPLE = """
    SELECT coalesce(account.merged_into_id, account.id), count(DISTINCT member.person_id),
           count(DISTINCT member.person_id) FILTER (WHERE member.last_seen_at >= %b)
    FROM people_membership AS member JOIN people_group AS account ON account.id = member.group_id
    WHERE account.type_id = %b AND (%b OR coalesce(account.merged_into_id, account.id) = ANY(%b))
    GROUP BY 1
"""


def _week(asked: Asked) -> dict[int, tuple[int, int, int, int]]:
    """People, events, people with errors and errors of 7 days; three parts go by them."""
    rows: dict[int, tuple[int, int, int, int]] = asked.once(
        "week", lambda: by_account(asked, read(asked, ACTIVE, 7))
    )
    return rows


def activity(asked: Asked, _: Settings) -> Measured:
    active = _week(asked)
    given = [asked.now - timedelta(days=90), asked.type_id, not asked.only, [*asked.only]]
    people = {pk: recent or ever for pk, ever, recent in fetch(PEOPLE, given)}
    found: dict[int, Numbers] = {}
    for pk, account in asked.accounts.items():
        used = active[pk][0] if pk in active else 0
        if account.seats:
            found[pk] = (100 * used / account.seats, used, account.seats, "seats")
        elif of := max(people.get(pk, 0), used):
            found[pk] = (100 * used / of, used, of, "people" if of > 1 else "person")
    return found


def say_activity(numbers: Numbers) -> str:
    share, used, of, words = numbers
    return f"{number(used)} of {number(of)} {words} active in 7 days ({number(share)}%)"


def trend(asked: Asked, _: Settings) -> Measured:
    rows = by_account(asked, read(asked, TREND, 14, middle=asked.now - WEEK))
    return {
        pk: (100 * (now - before) / before, now)
        for pk, (now, before) in rows.items()
        if before >= ENOUGH
    }


def say_trend(numbers: Numbers) -> str:
    change, now = numbers
    said = f"{number(abs(change))}% {'fewer' if change < 0 else 'more'} than"
    if not round(change, 1):
        said = "as many as"
    return f"{number(now)} events in 7 days, {said} in the week before"


def breadth(asked: Asked, settings: Settings) -> Measured:
    names = list(settings.get("events") or [])
    if not names:
        limits = {"common": COMMON, "most": MOST_FEATURES}
        names = [event for (event,) in read(asked, FEATURES, 30, **limits)]
    if not names:
        return {}
    rows = by_account(asked, read(asked, NAMED, 30, names=names))
    used = {pk: row[0] for pk, row in rows.items()}
    return {
        pk: (100 * used.get(pk, 0) / len(names), used.get(pk, 0), len(names))
        for pk, account in asked.accounts.items()
        if account.seen_at or pk in used
    }


def say_breadth(numbers: Numbers) -> str:
    share, used, of = numbers
    words = "feature" if of == 1 else "features"
    return f"{used} of {of} {words} used in 30 days ({number(share)}%)"


def errors(asked: Asked, _: Settings) -> Measured:
    return {
        pk: (1000 * errors / events, errors, events)
        for pk, (_people, events, _affected, errors) in _week(asked).items()
        if events >= ENOUGH
    }


def say_errors(numbers: Numbers) -> str:
    rate, errors, events = numbers
    return (
        f"{number(errors)} {'error' if errors == 1 else 'errors'} in {number(events)} events of"
        f" 7 days, {number(rate)} in 1,000"
    )


def affected(asked: Asked, _: Settings) -> Measured:
    return {
        pk: (100 * affected / people, affected, people)
        for pk, (people, events, affected, _errors) in _week(asked).items()
        if people and events >= ENOUGH
    }


def say_affected(numbers: Numbers) -> str:
    share, affected, people = numbers
    return f"{affected} of {people} active people met an error in 7 days ({number(share)}%)"


def payment(asked: Asked, settings: Settings) -> Measured:
    """Where no payment ever failed, nobody sends these events, and nobody is the better for it."""
    names = list(settings.get("events") or [])
    if not names or not read(asked, EVER, 365, names=names)[0][0]:
        return {}
    failed = by_account(asked, read(asked, NAMED, 30, names=names))
    return {
        pk: (failed[pk][1] if pk in failed else 0,)
        for pk, account in asked.accounts.items()
        if account.seen_at or pk in failed
    }


def say_payment(numbers: Numbers) -> str:
    (times,) = numbers
    if not times:
        return "No failed payment in 30 days"
    return f"{number(times)} failed {'payment' if times == 1 else 'payments'} in 30 days"
