"""Histories in a few words, for the tests of the ledger."""

from datetime import UTC, datetime, timedelta

from clew.routing.policies import rules_from_json
from clew.routing.policies.presets import plan_policy, preset_calendars, priority_policy
from clew.routing.targets.deriving import derive
from clew.routing.targets.vocabulary import Event, Happening, History, Situation

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 6, 16, 10, tzinfo=UTC)
AGENT, CUSTOMER, NOTE = Happening.AGENT_REPLY, Happening.CUSTOMER_REPLY, Happening.NOTE
OFFICE = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def at(text, base=MONDAY):
    """“tue 09:30” of the week of ``base``; “2 tue 09:30” two weeks later."""
    *weeks, day, clock = text.split()
    hours, minutes = map(int, clock.split(":"))
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].index(day)
    days += 7 * int(weeks[0]) if weeks else 0
    return base + timedelta(days=days, hours=hours, minutes=minutes)


def event(when, what, value=None):
    """``what``: a happening, a status, or parts of the situation."""
    moment = at(when) if isinstance(when, str) else when
    if isinstance(what, Happening):
        return Event(moment, what, value)
    if isinstance(what, dict):
        return Event(moment, Happening.CHANGE, what)
    return Event(moment, Happening.STATUS, what)


def history(opened, *events, staff=False, status="new", version=1, **situation):
    return History(
        opened_at=at(opened) if isinstance(opened, str) else opened,
        opened_by_customer=not staff,
        situation=Situation(**situation),
        status=status,
        version=version,
        events=tuple(event(*each) for each in events),
    )


def content(*targets, calendars=None, **policy):
    """One policy with these targets: (metric, minutes, calendar or None, more)."""
    known = {**preset_calendars(), **(calendars or {})}
    return {
        "policies": [
            {
                "slug": "own",
                "name": "Own",
                "targets": [
                    {"metric": metric, "minutes": minutes, "calendar": calendar} | more
                    for metric, minutes, calendar, more in targets
                ],
                **policy,
            }
        ],
        "calendars": known,
    }


def calendar(weekly, zone="UTC", holidays=(), exceptions=None, name="Hours"):
    return {
        "name": name,
        "timezone": zone,
        "weekly": weekly,
        "holidays": list(holidays),
        "exceptions": exceptions or {},
    }


def by_plan():
    return {"policies": [plan_policy()], "calendars": preset_calendars()}


def by_priority():
    return {"policies": [priority_policy() | {"enabled": True}], "calendars": preset_calendars()}


def ledger(found, now, *versions):
    """``versions``: contents of the policies, numbered from 1; by plan when there are none."""
    rules = [rules_from_json(each) for each in versions or (by_plan(),)]
    moment = at(now) if isinstance(now, str) else now
    return derive(found, lambda version: rules[version - 1], moment)


def runs(found, metric=None):
    return [run for run in found.runs if metric in {None, str(run.metric)}]


def only(found, metric):
    (run,) = runs(found, metric)
    return run


def steps(found, metric=None, instance=None):
    return [
        entry.kind
        for entry in found.entries
        if metric in {None, str(entry.metric)} and instance in {None, entry.instance}
    ]
