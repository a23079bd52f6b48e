"""The order of the queue: C7, with the words that say why."""

from datetime import UTC, datetime, timedelta

import pytest

from clew.routing.queue_rules import Mark, QueueRules, marks
from clew.routing.queueing import TicketNow, needed_at, place, sentence
from clew.routing.targets.vocabulary import Event, Happening, History, Metric, Run, Situation

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def run(due=2 * HOUR, **fields):
    given = {
        "metric": Metric.NEXT_REPLY,
        "instance": 1,
        "state": "running",
        "policy": "plan",
        "policy_name": "By plan",
        "version": 1,
        "calendar": "weekdays-24h",
        "target_minutes": 480,
        "started_at": NOW - 6 * HOUR,
        "due_at": NOW + due if due is not None else None,
    }
    return Run(**(given | fields))


def needs(ago=HOUR, status="open", by="customer"):
    return TicketNow(status=status, last_message_by=by, needed_at=NOW - ago)


def placed(*, runs=(), ticket=None, now=NOW, rules=None, **situation):
    said = Situation(**({"plan": "scale"} | situation))
    return place(said, runs, ticket or needs(), now, rules)


def rank(**given):
    return placed(**given)[0].queue_rank


CHURN = {"account": {"churn_risk": "high"}}
TOP = {"account": {"top_customer": True}}
IN_ORDER = {
    "churn risk": {"properties": CHURN, "runs": [run(9 * HOUR)]},
    "escalated": {"escalated": "engineering", "runs": [run(8 * HOUR)]},
    "enterprise, critical": {"plan": "enterprise", "severity": "critical", "runs": [run(5 * HOUR)]},
    "enterprise, low": {"plan": "enterprise", "severity": "low", "runs": [run(-HOUR)]},
    "most overdue paying": {"runs": [run(-5 * HOUR)]},
    "overdue paying": {"runs": [run(-HOUR)]},
    "overdue, free": {"plan": "free", "runs": [run(-6 * HOUR)]},
    "due soon": {"runs": [run(HOUR)]},
    "due later": {"runs": [run(9 * HOUR)]},
    "no target, new need": {"plan": "free", "ticket": needs(HOUR)},
    "no target, old need": {"plan": "free", "ticket": needs(90 * HOUR)},
    "waits for the customer": {"ticket": needs(status="pending", by="staff")},
    "solved": {"properties": TOP, "ticket": needs(status="solved")},
}


def test_the_tiers_come_in_order():
    ranks = [rank(**given) for given in IN_ORDER.values()]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == len(ranks)
    assert [each // 10**12 for each in ranks] == [1, 2, 3, 3, 4, 4, 5, 5, 5, 6, 6, 7, 8]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"plan": "enterprise", "severity": "high", "runs": [run()]},
            "Enterprise, high severity · next reply due in 2 h",
        ),
        ({"properties": TOP, "runs": [run()]}, "Top customer · next reply due in 2 h"),
        ({"properties": CHURN, "runs": [run()]}, "Churn risk · next reply due in 2 h"),
        (
            {"escalated": "engineering", "runs": [run(-HOUR / 2)]},
            "Escalated to engineering · next reply 30 min overdue",
        ),
        ({"runs": [run(-HOUR)]}, "Scale · next reply 1 h overdue"),
        (
            {"plan": "pay-as-you-go", "runs": [run(72 * HOUR)]},
            "Pay as you go · next reply due in 3 d",
        ),
        ({"plan": "free"}, "Free · No target runs"),
        ({"plan": None, "runs": [run()]}, "Plan unknown · next reply due in 2 h"),
        ({"ticket": needs(status="hold", by="staff")}, "On hold"),
        ({"ticket": needs(by="staff")}, "Answered"),
    ],
)
def test_it_says_why(given, words):
    assert sentence(placed(**given)[1]) == words


def test_both_marks_are_said():
    both = {"account": {"top_customer": "yes", "churn_risk": True}}
    assert placed(properties=both)[1][:2] == ["Top customer", "Churn risk"]


def test_what_no_longer_needs_us_is_not_pulled_up_by_who_they_are():
    waiting = needs(status="pending", by="staff")
    assert rank(properties=TOP, ticket=waiting) // 10**12 == 7
    assert rank(plan="enterprise", ticket=waiting) // 10**12 == 7


def test_what_is_due_together_goes_by_severity():
    ranks = [rank(severity=each, runs=[run()]) for each in ("critical", "high", "medium", "low")]
    assert ranks == sorted(set(ranks))
    assert ranks[-1] < rank(severity="critical", runs=[run(3 * HOUR)])


def test_a_first_reply_that_is_owed_counts_in_pending_too():
    owed = run(HOUR, metric=Metric.FIRST_REPLY)
    assert rank(runs=[owed], ticket=needs(status="pending", by="staff")) // 10**12 == 5


def test_what_is_due_next_is_on_the_row():
    late = run(-HOUR, state="breached", breached_at=NOW - HOUR)
    answered = run(-9 * HOUR, state="breached", breached_at=NOW, fulfilled_at=NOW)
    found, _ = placed(runs=[run(), late, answered, run(None, state="paused")])
    assert (found.due_at, found.due_state) == (NOW - HOUR, "breached")
    assert (found.due_from, found.due_metric) == (NOW - 6 * HOUR, "next_reply")


def test_what_stands_still_has_no_due_time():
    still = run(None, state="paused", metric=Metric.RESOLUTION)
    found, reasons = placed(runs=[still], ticket=needs(status="pending", by="staff"))
    assert (found.due_at, found.due_state, found.due_metric) == (None, "paused", "resolution")
    assert reasons == ["Waits for the customer"]


def test_the_moment_it_is_due_it_is_overdue():
    assert rank(runs=[run(timedelta(0))]) // 10**12 == 4
    assert rank(runs=[run(timedelta(microseconds=1))]) // 10**12 == 5


def test_an_unknown_plan_is_marked_and_pays():
    found, _ = placed(plan=None, runs=[run(-HOUR)])
    assert found.plan_unknown
    assert found.queue_rank // 10**12 == 4
    assert not placed()[0].plan_unknown


def test_what_counts_is_data():
    rules = QueueRules(
        top=marks("person.vip, account.tier=gold|silver"),
        churn=(),
        first_plans=frozenset({"scale"}),
        free_plans=frozenset({"free", "boost"}),
    )
    assert rank(properties={"account": {"tier": "Silver"}}, rules=rules) // 10**12 == 1
    assert rank(properties={"person": {"vip": True}}, rules=rules) // 10**12 == 1
    assert rank(properties=CHURN, plan="boost", rules=rules) // 10**12 == 6
    assert rank(rules=rules) // 10**12 == 3
    assert rank(plan="boost", runs=[run(-HOUR)], rules=rules) // 10**12 == 5


def test_marks_are_read_as_they_are_written():
    assert marks(" account.churn_risk = true | HIGH ,, account.top") == (
        Mark("account.churn_risk", frozenset({"true", "high"})),
        Mark("account.top"),
    )


def test_a_new_need_counts_from_the_customers_latest_words():
    said = History(opened_at=NOW - 9 * HOUR, situation=Situation())
    assert needed_at(said) == said.opened_at
    events = tuple(
        Event(NOW - ago * HOUR, kind)
        for ago, kind in [
            (5, Happening.AGENT_REPLY),
            (3, Happening.CUSTOMER_REPLY),
            (1, Happening.NOTE),
        ]
    )
    assert needed_at(History(opened_at=said.opened_at, situation=Situation(), events=events)) == (
        NOW - 3 * HOUR
    )
