"""Each number of the dashboard against plain Python over the same events."""

import random
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from clew.analytics.dashboard.active import active, active_sql
from clew.analytics.dashboard.asked import Asked, Per, Who
from clew.analytics.dashboard.buckets import By, bucket_of
from clew.analytics.dashboard.conversion import conversion, reached_sql, signups, took_sql
from clew.analytics.dashboard.lifecycle import Stage, lifecycle, stage_sql
from clew.analytics.dashboard.paying import Pays, payers_sql, paying
from clew.analytics.dashboard.power import power_users
from clew.analytics.dashboard.roles import BOOKKEEPING, Chosen, Role, Roles
from clew.analytics.dashboard.source import Accounts, Source
from clew.analytics.metrics.matching import EventMatcher, PropertyFilter
from clew.events.store.rows import insert

TODAY = date(2026, 11, 22)
WITHIN = 10
NAMES = ["opened", "signup page", "signed up", "subscribed", "paid", "paid", "$set", "$pageview"]
PRO = PropertyFilter("plan", "is", ("pro",))
ROLES = Roles(
    Chosen(Role.ACTIVITY),
    Chosen(Role.SIGNUP_PAGE, (EventMatcher("signup page"),)),
    Chosen(Role.SIGNUP, (EventMatcher("signed up"),)),
    Chosen(Role.SUBSCRIPTION, (EventMatcher("subscribed"),)),
    Chosen(Role.PAYMENT, (EventMatcher("paid", (PRO,)), EventMatcher("invoice"))),
)
ACCOUNTS = Accounts(0, "company", (("old", "c1"),))


def made(seed=7, count=700):
    """Events of 40 persons in 6 companies over 80 days; some of visitors, some Clew's own."""
    dice = random.Random(seed)
    rows = []
    for _ in range(count):
        person = int(40 * dice.random() ** 1.5)
        at = datetime(2026, 11, 22, tzinfo=UTC) + timedelta(
            days=1 - 80 * dice.random() ** 1.2, milliseconds=dice.randrange(86_400_000) * -1
        )
        rows.append(
            {
                "person": uuid.UUID(int=person + 1),
                "at": at.replace(microsecond=at.microsecond // 1000 * 1000),
                "event": dice.choice(NAMES),
                "plan": dice.choice(["pro", "free"]),
                "account": dice.choice(["", f"c{person % 5}", "old" if person == 3 else ""]),
                "visitor": person % 7 == 6,
                "lib": "clew" if dice.random() < 0.05 else "web",
            }
        )
    return rows


@pytest.fixture(scope="module")
def rows():
    return made()


@pytest.fixture
def stored(store, rows):
    insert(store, [as_row(one) for one in rows], token="dashboard")
    return rows


def as_row(one):
    return {
        "environment_id": 1, "distinct_id": f"d{one['person'].int}",
        "timestamp": round(one["at"].timestamp(), 3), "uuid": str(uuid.uuid4()),
        "event": one["event"], "person_id": str(one["person"]),
        "person_mode": "propertyless" if one["visitor"] else "full",
        "properties_text": f'{{"plan": "{one["plan"]}"}}', "group_0": one["account"],
        "group_1": "", "group_2": "", "group_3": "", "group_4": "", "lib": one["lib"],
        "lib_version": "", "session_id": "", "error_type": "", "error_value": "", "trace_id": "",
        "received_at": round(one["at"].timestamp(), 3),
    }  # fmt: skip


class Oracle:
    """The definitions, one customer after the other."""

    def __init__(self, rows, asked):
        self.asked = asked
        self.events = {}
        for one in sorted(rows, key=lambda row: row["at"]):
            who = one["person"]
            if asked.per == Per.ACCOUNT:
                who = "c1" if one["account"] == "old" else one["account"]
            if one["lib"] != "clew" and who and one["at"].date() <= TODAY:
                self.events.setdefault(who, []).append(one)

    def does(self, one):
        known = self.asked.who == Who.ALL or not one["visitor"]
        return known and one["event"] not in BOOKKEEPING

    def days(self, who):
        return {one["at"].date() for one in self.events[who] if self.does(one)}

    def active(self, first, last):
        return {who for who in self.events if any(first <= day <= last for day in self.days(who))}

    def stage(self, stage, bucket):
        found = set()
        for who in self.events:
            active = {bucket_of(day, self.asked.by) for day in self.days(who)}
            here, before = bucket in active, bucket - 1 in active
            is_new = here and min(active) == bucket
            if {
                Stage.NEW: is_new,
                Stage.RETURNING: here and before,
                Stage.RESURRECTING: here and not before and not is_new,
                Stage.DORMANT: before and not here,
            }[stage]:
                found.add(who)
        return found

    def level(self, who, steps, first, last):
        """The longest way from any first step, each next one later and all within the window."""
        best = 0
        events = [one for one in self.events[who] if first <= one["at"].date() <= last]
        for start in (one for one in events if steps[0](one)):
            level, at = 1, start["at"]
            while level < len(steps):
                later = [one["at"] for one in events if steps[level](one) and one["at"] >= at]
                if not later or min(later) > start["at"] + timedelta(days=WITHIN):
                    break
                level, at = level + 1, min(later)
            best = max(best, level)
        return best

    def pays(self, pays, first, last):
        found = set()
        for who, events in self.events.items():
            paid = [one["at"].date() for one in events if is_paid(one)]
            now = any(first <= day <= last for day in paid)
            earlier = any(day < first for day in paid)
            used = any(first <= day <= last for day in self.days(who))
            if {
                Pays.PAYING: now,
                Pays.FIRST: now and not earlier,
                Pays.AGAIN: now and earlier,
                Pays.FREE: not earlier and (now or used),
            }[pays]:
                found.add(who)
        return found


def is_paid(one):
    return one["event"] == "paid" and one["plan"] == "pro"


def named(name):
    return lambda one: one["event"] == name


STEPS = {
    Per.PERSON: [named("signup page"), named("signed up"), named("subscribed"), is_paid],
    Per.ACCOUNT: [named("signed up"), named("subscribed"), is_paid],
}
ASKED = [
    Asked(TODAY, 30, Per.PERSON, Who.IDENTIFIED, By.DAY),
    Asked(TODAY, 30, Per.PERSON, Who.ALL, By.WEEK),
    Asked(TODAY, 7, Per.ACCOUNT, Who.ALL, By.DAY),
    Asked(TODAY, 90, Per.ACCOUNT, Who.IDENTIFIED, By.MONTH),
]


def source_of(asked):
    return Source(1, asked, ROLES, ACCOUNTS)


def customers(asked, sql_of):
    """What the selection behind a number finds, each once."""
    source = source_of(asked)
    found = [row[0] for row in source.read(sql_of(source))]
    assert len(found) == len(set(found))
    return set(found)


def test_active_in_days_weeks_and_months(stored):
    for asked in ASKED:
        oracle, found = Oracle(stored, asked), active(source_of(asked))
        days = [asked.first + timedelta(days=at) for at in range(asked.days)]
        for window in (1, 7, 30, asked.days):
            for day in [*days, asked.before_last]:
                first = day - timedelta(days=window - 1)
                assert found.on(day, window) == len(oracle.active(first, day)), (asked, day, window)
        first = TODAY - timedelta(days=6)
        assert customers(asked, lambda each: active_sql(each, first, TODAY)) == oracle.active(  # noqa: B023
            first, TODAY
        )


def test_new_returning_resurrecting_and_dormant(stored):
    for asked in ASKED:
        oracle, found = Oracle(stored, asked), lifecycle(source_of(asked))
        assert found[-1].dormant is None  # what goes on has not ended
        for stages in found:
            for stage in Stage:
                if stages.of(stage) is not None:
                    wanted = oracle.stage(stage, stages.bucket)
                    assert stages.of(stage) == len(wanted), (asked, stage, stages)
        for stage in Stage:
            bucket = found[-2].bucket
            behind = customers(asked, lambda each: stage_sql(each, stage, bucket))  # noqa: B023
            assert behind == oracle.stage(stage, bucket)


def test_steps_in_order_and_in_time(stored):
    for asked in ASKED:
        oracle, found = Oracle(stored, asked), conversion(source_of(asked), WITHIN)
        steps = STEPS[asked.per]
        for first, last, counted in (
            (asked.first, TODAY, [step.customers for step in found.steps]),
            (asked.before_first, asked.before_last, [step.before for step in found.steps]),
        ):
            levels = {who: oracle.level(who, steps, first, last) for who in oracle.events}
            reached = [
                sum(1 for each in levels.values() if each >= at) for at in range(1, len(steps) + 1)
            ]
            assert counted == reached
        stopped = customers(
            asked,
            lambda each: reached_sql(
                each, each.asked.first, TODAY, level=1, stopped=True, within=WITHIN
            ),
        )
        ways = {who: oracle.level(who, steps, asked.first, TODAY) for who in oracle.events}
        assert stopped == {who for who, level in ways.items() if level == 1}


def test_signups_of_each_bar(stored):
    for asked in ASKED:
        oracle, found = Oracle(stored, asked), signups(source_of(asked))
        for bucket, counted in found.items():
            wanted = {
                who
                for who, events in oracle.events.items()
                for one in events
                if one["event"] == "signed up"
                and one["at"].date() >= asked.first
                and bucket_of(one["at"].date(), asked.by) == bucket
            }
            assert counted == len(wanted)
        behind = customers(
            asked, lambda each: took_sql(each, ROLES.signup, each.asked.first, TODAY)
        )
        assert len(behind) <= sum(found.values())


def test_paying_for_the_first_time_and_again(stored):
    for asked in ASKED:
        oracle, found = Oracle(stored, asked), paying(source_of(asked))
        for first, last, payers in (
            (asked.first, TODAY, found.now),
            (asked.before_first, asked.before_last, found.before),
        ):
            for pays in Pays:
                wanted = oracle.pays(pays, first, last)
                assert getattr(payers, pays.value) == len(wanted), (asked, pays)
        for pays in Pays:
            behind = customers(
                asked,
                lambda each: payers_sql(each, pays, each.asked.first, TODAY),  # noqa: B023
            )
            assert behind == oracle.pays(pays, asked.first, TODAY)
        assert sum(first for _, first in found.buckets.values()) == found.now.first


def test_power_users_did_most(stored):
    for asked in ASKED:
        oracle = Oracle(stored, asked)
        since = TODAY - timedelta(days=29)
        did = {
            who: sum(1 for one in events if oracle.does(one) and one["at"].date() >= since)
            for who, events in oracle.events.items()
        }
        most = sorted((times for times in did.values() if times), reverse=True)[:10]
        found = power_users(source_of(asked))
        assert [one.times for one in found] == most
        assert all(did[one.customer] == one.times for one in found)


def test_chosen_activity_counts_only_that(stored):
    asked = ASKED[1]
    only = replace(ROLES, activity=Chosen(Role.ACTIVITY, (EventMatcher("$pageview", (PRO,)),)))
    wanted = {
        one["person"]
        for one in stored
        if one["event"] == "$pageview"
        and one["plan"] == "pro"
        and one["lib"] != "clew"
        and asked.first <= one["at"].date() <= TODAY
    }
    assert active(Source(1, asked, only)).on(TODAY, 30) == len(wanted)


def test_whom_a_server_named_is_no_visitor(store, rows):
    """Its code calls no identify; machines have no email. Whoever is not mirrored yet counts."""
    at = datetime(2026, 11, 22, 9, tzinfo=UTC)
    ids = [uuid.UUID(int=9_000 + number) for number in range(4)]
    given = {**rows[0], "at": at, "event": "opened", "visitor": False, "lib": "posthog-python"}
    insert(store, [as_row({**given, "person": each}) for each in ids], token="named")
    known = [(ids[0], "ada@lamp.example", False), (ids[1], "", False), (ids[2], "", True)]
    with store.writer() as client:
        client.insert(
            "mirror_persons",
            [[each, 1, 1, "", email, identified, at, {}] for each, email, identified in known],
            ["id", "version", "environment_id", "name", "email", "is_identified", "created_at",
             "properties"],
        )  # fmt: skip
    asked = Asked(TODAY)
    assert customers(asked, lambda each: active_sql(each, TODAY, TODAY)) == {ids[0], *ids[2:]}
