"""Laws of the ledger over random histories, and a slow reckoning minute by minute beside it."""

from bisect import bisect_right
from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import accumulate

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from clew.coverage.hours import hours_from_json
from clew.routing.targets.vocabulary import Happening, History, Situation
from tests.histories import AGENT, CUSTOMER, MONDAY, OFFICE, calendar, content, event, ledger

WEEKS = 3
HORIZON = WEEKS * 7 * 24 * 60
SPLIT = {**OFFICE, "tue": [["09:00", "12:00"], ["13:00", "17:00"]], "sat": [["22:00", "02:00"]]}
CALENDARS = {
    "office": calendar(OFFICE, holidays=["2026-03-10"]),
    "split": calendar(SPLIT, zone="Europe/Berlin"),
}
UNTIL_SOLVED = ("agent_work", "requester_wait")


def policies(factor=1):
    """Scale and boost differ in minutes, calendars and pauses; free has no targets."""
    targets = [
        (metric, minutes * factor, name, {"when": {"plan": [plan]}, **more})
        for plan, minutes, name, more in (
            ("scale", 300, "office", {}),
            ("boost", 700, "split", {"pauses_in": ["hold"]}),
        )
        for metric in ("first_reply", "next_reply", *UNTIL_SOLVED)
    ]
    return content(*targets, calendars=CALENDARS)


VERSIONS = (policies(), policies(factor=2))
STATUSES = st.sampled_from(["open", "pending", "hold"])
HAPPENINGS = st.one_of(
    STATUSES,
    STATUSES,
    st.sampled_from([AGENT, CUSTOMER, CUSTOMER, Happening.NOTE, "solved", "open"]),
    st.sampled_from([{"plan": plan} for plan in ("scale", "boost", "free", None)]),
)
AT_WORK = st.builds(
    lambda day, minute: day * 1440 + minute, st.integers(0, 4), st.integers(540, 960)
)
MINUTES = AT_WORK | AT_WORK | st.integers(0, HORIZON // 2)
SOON = st.integers(0, 240) | st.integers(0, 600) | st.integers(0, HORIZON // 3)
TIMED = st.tuples(SOON, HAPPENINGS)
PLANS = st.sampled_from(["scale", "boost", "scale", "boost", "free"])


def after(minutes):
    return MONDAY + timedelta(minutes=minutes)


@st.composite
def histories(draw, *, versions=True):
    opened = draw(MINUTES)
    happened = sorted(draw(st.lists(TIMED, max_size=16)), key=lambda each: each[0])
    events = [event(after(opened + minutes), what) for minutes, what in happened]
    if versions and draw(st.booleans()):
        place = draw(st.integers(0, len(events)))
        when = events[place].at if place < len(events) else after(opened + HORIZON // 3)
        events.insert(place, event(when, Happening.RULES, 2))
    return History(
        opened_at=after(opened),
        opened_by_customer=draw(st.sampled_from([True, True, False])),
        situation=Situation(plan=draw(PLANS)),
        version=1,
        events=tuple(events),
    )


def derived(told, minutes):
    return ledger(told, after(minutes), *VERSIONS)


@settings(max_examples=200)
@given(histories(), st.integers(0, HORIZON), st.integers(0, HORIZON))
def test_later_facts_only_append(told, one, other):
    """What was derived when less was known begins what is derived when more is."""
    soon, late = sorted((one, other))
    known = tuple(each for each in told.events if each.at < after(soon))
    before = derived(replace(told, events=known), soon).entries
    assert derived(told, late).entries[: len(before)] == before


@settings(max_examples=100)
@given(histories(), st.data())
def test_each_fact_only_appends(told, data):
    """Also those recorded at the same moment, one after the other."""
    if not told.events:
        return
    count = data.draw(st.integers(0, len(told.events) - 1))
    here, before = told.events[count], told.events[count - 1]
    if (before.at, before.kind, here.kind) == (here.at, CUSTOMER, Happening.STATUS):
        return  # words and their reopening are recorded together
    now = told.events[count].at
    before = ledger(replace(told, events=told.events[:count]), now, *VERSIONS).entries
    assert ledger(told, now, *VERSIONS).entries[: len(before)] == before


@settings(max_examples=100)
@given(histories(), st.integers(0, HORIZON))
def test_the_ledger_is_in_order_and_each_run_is_settled_once(told, now):
    found = derived(told, now)
    times = [entry.at for entry in found.entries]
    assert times == sorted(times)
    for run in found.runs:
        kinds = [
            entry.kind
            for entry in found.entries
            if (entry.metric, entry.instance) == (run.metric, run.instance)
        ]
        assert kinds[:2] == ["activate", "apply"]
        for kind in ("activate", "breach", "fulfil", "cancel"):
            assert kinds.count(kind) <= 1
        assert ("breach" in kinds) == (run.breached_at is not None) == (run.state == "breached")
        assert ("fulfil" in kinds) == (run.fulfilled_at is not None)


@settings(max_examples=60)
@given(st.integers(0, HORIZON), st.integers(1, 3000), st.integers(1, 3000), histories())
def test_a_longer_target_is_due_later(opened, one, other, told):
    shorter, longer = sorted((one, other))
    statuses = tuple(each for each in told.events if each.kind == Happening.STATUS)
    told = replace(told, opened_at=after(opened), events=statuses)
    dues = []
    for minutes in (shorter, longer):
        given_target = content(("agent_work", minutes, "split", {}), calendars=CALENDARS)
        (run, *_) = ledger(told, after(2 * HORIZON), given_target).runs
        dues.append(run)
    if dues[0].due_at and dues[1].due_at:
        assert dues[0].due_at <= dues[1].due_at


@settings(max_examples=60)
@given(histories(versions=False), st.integers(0, HORIZON), st.integers(1, 60))
def test_whole_weeks_later_everything_is_whole_weeks_later(told, now, weeks):
    by = timedelta(weeks=weeks)
    plain = content(
        ("first_reply", 300, "own", {}),
        ("next_reply", 700, "own", {}),
        ("resolution", 2000, "own", {}),
        calendars={"own": calendar(OFFICE)},
    )
    moved = replace(
        told,
        opened_at=told.opened_at + by,
        events=tuple(replace(each, at=each.at + by) for each in told.events),
    )
    first, second = ledger(told, after(now), plain), ledger(moved, after(now) + by, plain)
    assert [(entry.kind, entry.at + by) for entry in first.entries] == [
        (entry.kind, entry.at) for entry in second.entries
    ]
    assert [run.paused_minutes for run in first.runs] == [run.paused_minutes for run in second.runs]


@settings(max_examples=60)
@given(histories(versions=False), st.integers(0, HORIZON), st.integers(-14, 12))
def test_moving_zone_and_calendar_together_moves_everything(told, now, hours):
    """Two offices with the same hours by their own clocks."""
    by = timedelta(hours=hours)
    zone = f"Etc/GMT{hours:+d}"  # where it is UTC minus that: clocks there show noon so much later
    here, there = (
        content(
            ("first_reply", 300, "own", {}),
            ("resolution", 2000, "own", {}),
            calendars={"own": calendar(SPLIT, zone=each, holidays=["2026-03-05"])},
        )
        for each in ("UTC", zone)
    )
    moved = replace(
        told,
        opened_at=told.opened_at + by,
        events=tuple(replace(each, at=each.at + by) for each in told.events),
    )
    first, second = ledger(told, after(now), here), ledger(moved, after(now) + by, there)
    assert [(entry.kind, entry.at + by) for entry in first.entries] == [
        (entry.kind, entry.at) for entry in second.entries
    ]


# --- The slow reckoning ------------------------------------------------------------------------


@cache
def open_in(name):
    hours = hours_from_json(CALENDARS[name])
    return [hours.is_open(after(minute)) for minute in range(HORIZON)]


COMPARED = ("since", "breached", "fulfilled", "cancelled")
BOTH = {"pending", "hold"}
PAUSED = {
    "office": {"next_reply": BOTH, "agent_work": BOTH, "requester_wait": {"pending"}},
    "split": {metric: {"hold"} for metric in ("next_reply", "agent_work", "requester_wait")},
}


class Reckoning:
    """Knows no calendars' arithmetic: it counts minutes that are open and not paused."""

    def __init__(self, told, now):
        self.told, self.now = told, now
        self.statuses = self._by_minute()

    def _by_minute(self):
        marks = [(0, "new")]
        marks += [
            (minute_of(each.at), each.value)
            for each in self.told.events
            if each.kind == Happening.STATUS
        ]
        starts = [start for start, _ in marks]
        return [marks[bisect_right(starts, minute) - 1][1] for minute in range(HORIZON)]

    def due(self, since, target):
        """The first running minute by which the target is used up; None: not before the end."""
        minutes, name, pauses = target
        opened = open_in(name)
        counts = (
            opened[minute] and self.statuses[minute] not in pauses
            for minute in range(since, HORIZON)
        )
        for minute, used in enumerate(accumulate(counts, initial=0), start=since):
            if used >= minutes and minute < HORIZON and self.statuses[minute] not in pauses:
                return minute
        return None

    def runs(self):
        """(metric, instance, state, breached, fulfilled, cancelled), each time as a minute."""
        self.found, self.live, self.wanted, self.counts = [], {}, {}, {}
        self.plan = self.told.situation.plan
        self.spoken, self.answered = self.told.opened_by_customer, False
        self.over, self.unanswered = False, None
        opened = minute_of(self.told.opened_at)
        for metric in UNTIL_SOLVED:
            self.wanted[metric] = opened
        if self.spoken:
            self.wanted["first_reply"] = self.unanswered = opened
        self._look(opened)
        for each in self.told.events:
            minute = minute_of(each.at)
            if minute > self.now:
                break
            self._breach_before(minute)
            self._happen(each, minute)
            self._look(minute)
        self._breach_before(self.now)
        return self.found

    def _target(self, metric):
        if self.plan is None or self.plan == "free":
            return None
        minutes, name = (300, "office") if self.plan == "scale" else (700, "split")
        return minutes, name, PAUSED[name].get(metric, set())

    def _look(self, minute):
        for metric in [*self.live, *self.wanted]:
            target, run = self._target(metric), self.live.get(metric)
            if run is None and target and metric in self.wanted:
                self.counts[metric] = self.counts.get(metric, 0) + 1
                run = {"metric": metric, "instance": self.counts[metric]}
                run |= {"since": self.wanted[metric], "target": target, "due": None}
                run |= {"breached": None, "fulfilled": None, "cancelled": None}
                self.live[metric] = run
                self.found.append(run)
                self._set(run, target, minute)
            elif run and run["breached"] is None and target is None:
                self.live.pop(metric)["cancelled"] = minute
            elif run and run["breached"] is None and target != run["target"]:
                self._set(run, target, minute)

    def _set(self, run, target, minute):
        run["target"], run["due"] = target, self.due(run["since"], target)
        if run["due"] is not None and run["due"] < minute:
            run["breached"] = minute

    def _breach_before(self, minute):
        for run in self.live.values():
            if run["breached"] is None and run["due"] is not None and run["due"] < minute:
                run["breached"] = run["due"]

    def _end(self, how, minute, *metrics):
        for metric in metrics:
            self.wanted.pop(metric, None)
            if run := self.live.pop(metric, None):
                run[how] = minute

    def _happen(self, each, minute):
        if each.kind == AGENT and self.spoken:
            self.answered, self.unanswered = True, None
            self._end("fulfilled", minute, "first_reply", "next_reply")
        elif each.kind == CUSTOMER:
            self.spoken = True
            self.unanswered = minute if self.unanswered is None else self.unanswered
            self._wait()
        elif each.kind == Happening.CHANGE:
            self.plan = each.value["plan"]
        elif each.kind == Happening.STATUS and (each.value == "solved") is not self.over:
            self.over = not self.over
            if self.over:
                self.unanswered = None
                self._end("cancelled", minute, "first_reply", "next_reply")
                self._end("fulfilled", minute, *UNTIL_SOLVED)
            else:
                self.wanted |= dict.fromkeys(UNTIL_SOLVED, minute)
                self._wait()

    def _wait(self):
        if self.unanswered is not None and not self.over:
            metric = "next_reply" if self.answered else "first_reply"
            self.wanted.setdefault(metric, self.unanswered)


def minute_of(at):
    return round((at - MONDAY).total_seconds() / 60)


def minute_or_none(at):
    return None if at is None else minute_of(at)


@settings(max_examples=200)
@given(histories(versions=False), SOON)
def test_the_same_as_counting_minutes(told, later):
    now = minute_of(told.opened_at) + later
    told = replace(told, events=tuple(each for each in told.events if each.at <= after(now)))
    # What is over in the moment it opens never ran; counting minutes would see it begin and end.
    assume(all(each.at > told.opened_at for each in told.events))
    reckoned = {
        (run["metric"], run["instance"]): {name: run[name] for name in COMPARED}
        for run in Reckoning(told, now).runs()
    }
    assert {
        (str(run.metric), run.instance): {
            "since": minute_of(run.started_at),
            "breached": minute_or_none(run.breached_at),
            "fulfilled": minute_or_none(run.fulfilled_at),
            "cancelled": minute_or_none(run.cancelled_at),
        }
        for run in derived(told, now).runs
    } == reckoned
    for run in derived(told, now).runs:
        if run.state in {"running", "paused"}:
            due = Reckoning(told, now).due(minute_of(run.started_at), target_of(run))
            found = minute_or_none(run.due_at)
            assert due == (found if found is None or found < HORIZON else None)


def target_of(run):
    return run.target_minutes, run.calendar, PAUSED[run.calendar].get(str(run.metric), set())


@settings(max_examples=100)
@given(
    MINUTES,
    st.lists(st.tuples(SOON, STATUSES), min_size=1, max_size=8),
    st.integers(1, 2000),
    st.sampled_from(["office", "split"]),
)
def test_a_due_time_is_that_of_counted_minutes(opened, happened, minutes, name):
    """Of a ticket that is never solved: only pauses."""
    events = tuple(event(after(opened + when), what) for when, what in sorted(happened))
    told = History(opened_at=after(opened), situation=Situation(), version=1, events=events)
    now = minute_of(events[-1].at)
    (run,) = ledger(
        told, after(now), content(("agent_work", minutes, name, {}), calendars=CALENDARS)
    ).runs
    reckoning = Reckoning(told, now)
    pauses = {"pending", "hold"}
    due = reckoning.due(opened, (minutes, name, pauses))
    if run.due_at is not None and minute_of(run.due_at) < HORIZON:
        assert minute_of(run.due_at) == due
    else:
        assert due is None
    until = minute_or_none(run.breached_at) or now
    assert run.paused_minutes == sum(
        open_in(name)[minute] and reckoning.statuses[minute] in pauses
        for minute in range(opened, until)
    )
