"""What starts, meets, pauses and cancels each clock, with the numbers of both presets."""

import pytest

from clew.routing.targets.vocabulary import Happening
from tests.histories import (
    AGENT,
    CUSTOMER,
    MONDAY,
    NOTE,
    at,
    by_plan,
    by_priority,
    content,
    history,
    ledger,
    only,
    runs,
    steps,
)

ALL = content(
    ("first_reply", 60, "always", {}),
    ("next_reply", 120, "always", {}),
    ("periodic_update", 600, "always", {}),
    ("escalated_reply", 240, "always", {}),
    ("requester_wait", 1000, "always", {}),
    ("agent_work", 1000, "always", {}),
    ("resolution", 1000, "always", {}),
)


@pytest.mark.parametrize(
    ("plan", "due"),
    [
        ("enterprise", "1 mon 00:10"),
        ("scale", "1 mon 16:10"),
        ("boost", "1 tue 16:10"),
        ("pay-as-you-go", "1 wed 16:10"),
        (None, "1 mon 00:10"),
    ],
)
def test_hours_of_weekdays_from_friday_afternoon(plan, due):
    found = ledger(history("fri 16:10", plan=plan), "fri 17:00")
    run = only(found, "first_reply")
    assert (run.state, run.due_at) == ("running", at(due))
    assert found.plan_unknown is (plan is None)
    assert found.policy == "plan"


def test_a_free_plan_is_promised_nothing():
    found = ledger(history("fri 16:10", plan="free"), "1 fri 16:10")
    assert (found.entries, found.runs, found.policy) == ((), (), "plan")


@pytest.mark.parametrize(
    ("situation", "first", "then"),
    [
        ({"severity": "critical"}, "1 mon 04:10", "1 tue 18:00"),
        ({"severity": "high"}, "1 mon 16:10", "1 wed 18:00"),
        ({"severity": "critical", "escalated": "support"}, "1 tue 16:10", "1 wed 18:00"),
        ({"severity": "high", "escalated": "support"}, "1 thu 16:10", "1 fri 18:00"),
    ],
)
def test_hours_by_priority(situation, first, then):
    told = history("fri 16:10", ("fri 18:00", AGENT), ("1 mon 18:00", CUSTOMER), **situation)
    found = ledger(told, "1 mon 18:30", by_priority())
    assert only(found, "first_reply").due_at == at(first)
    assert only(found, "next_reply").due_at == at(then)


def test_low_priority_is_promised_nothing():
    assert not ledger(history("mon 09:00"), "3 mon 09:00", by_priority()).runs


def test_a_public_reply_meets_the_first_target():
    found = ledger(history("mon 09:00", ("mon 10:00", AGENT), plan="scale"), "tue 12:00")
    run = only(found, "first_reply")
    assert (run.state, run.fulfilled_at, run.breached_at) == ("fulfilled", at("mon 10:00"), None)
    assert steps(found) == ["activate", "apply", "fulfil"]


def test_a_note_meets_nothing():
    found = ledger(history("mon 09:00", ("mon 10:00", NOTE), plan="scale"), "mon 12:00")
    assert only(found, "first_reply").state == "running"


@pytest.mark.parametrize("status", ["pending", "hold", "open"])
def test_the_first_reply_never_pauses(status):
    policies = content(("first_reply", 60, "always", {"pauses_in": ["pending", "hold", "open"]}))
    found = ledger(history("mon 09:00", ("mon 09:10", status)), "mon 11:00", policies)
    run = only(found, "first_reply")
    assert (run.state, run.breached_at, run.paused_minutes) == ("breached", at("mon 10:00"), 0)


def test_the_next_reply_counts_from_the_oldest_unanswered_words():
    told = history(
        "mon 09:00",
        ("mon 09:30", AGENT),
        ("mon 10:00", CUSTOMER),
        ("mon 10:30", CUSTOMER),
        ("mon 11:00", AGENT),
        ("mon 13:00", CUSTOMER),
    )
    found = ledger(told, "mon 13:10", ALL)
    first, second = runs(found, "next_reply")
    assert (first.started_at, first.fulfilled_at) == (at("mon 10:00"), at("mon 11:00"))
    assert (second.instance, second.started_at, second.due_at) == (
        2,
        at("mon 13:00"),
        at("mon 15:00"),
    )


def test_words_before_our_first_reply_start_no_second_clock():
    found = ledger(history("mon 09:00", ("mon 09:30", CUSTOMER)), "mon 09:40", ALL)
    assert not runs(found, "next_reply")
    assert only(found, "first_reply").started_at == at("mon 09:00")


def test_updates_are_due_after_each_reply_until_solved():
    told = history("mon 09:00", ("mon 09:30", AGENT), ("mon 12:00", AGENT), ("mon 13:00", "solved"))
    first, second = runs(ledger(told, "mon 14:00", ALL), "periodic_update")
    assert (first.due_at, first.fulfilled_at) == (at("mon 19:30"), at("mon 12:00"))
    assert (second.state, second.cancelled_at) == ("cancelled", at("mon 13:00"))


def test_an_escalation_has_its_own_clock():
    told = history(
        "mon 09:00",
        ("mon 09:30", AGENT),
        ("mon 10:00", {"escalated": "support"}),
        ("mon 10:30", {"escalated": "engineering"}),
        ("mon 12:00", AGENT),
        ("mon 13:00", {"escalated": ""}),
        ("mon 14:00", {"escalated": True}),
        ("mon 15:00", {"escalated": False}),
    )
    first, second = runs(ledger(told, "mon 16:00", ALL), "escalated_reply")
    assert (first.started_at, first.fulfilled_at) == (at("mon 10:00"), at("mon 12:00"))
    assert (second.started_at, second.state) == (at("mon 14:00"), "cancelled")


def test_solving_meets_what_runs_until_then_and_cancels_replies():
    told = history("mon 09:00", ("mon 09:30", "open"), ("mon 09:45", "solved"))
    found = ledger(told, "mon 12:00", ALL)
    assert {str(run.metric): run.state for run in found.runs} == {
        "first_reply": "cancelled",
        "requester_wait": "fulfilled",
        "agent_work": "fulfilled",
        "resolution": "fulfilled",
    }


@pytest.mark.parametrize(
    ("metric", "pending", "hold"),
    [
        ("next_reply", 60, 30),
        ("periodic_update", 60, 30),
        ("requester_wait", 60, 0),
        ("agent_work", 60, 30),
        ("resolution", 60, 30),
    ],
)
def test_which_statuses_pause_which_clock(metric, pending, hold):
    told = history(
        "mon 08:00",
        ("mon 09:00", AGENT),
        ("mon 09:00", CUSTOMER),
        ("mon 10:00", "pending"),
        ("mon 11:00", "hold"),
        ("mon 11:30", "open"),
    )
    assert only(ledger(told, "mon 12:00", ALL), metric).paused_minutes == pending + hold


def test_a_target_may_name_its_own_pauses():
    policies = content(("resolution", 600, "always", {"pauses_in": ["open"]}))
    told = history("mon 08:00", ("mon 09:00", "open"), ("mon 10:00", "pending"))
    run = only(ledger(told, "mon 11:00", policies), "resolution")
    assert (run.paused_minutes, run.due_at) == (60, at("mon 19:00"))


def test_every_step_is_in_the_ledger():
    told = history(
        "mon 08:00",
        ("mon 08:30", AGENT),
        ("mon 09:00", CUSTOMER),
        ("mon 09:30", "pending"),
        ("mon 10:30", "open"),
        ("mon 11:00", {"severity": "high"}),
        ("mon 14:00", AGENT),
    )
    policies = content(
        ("next_reply", 60, "always", {"when": {"severity": ["high"]}}),
        ("next_reply", 240, "always", {}),
    )
    found = ledger(told, "mon 15:00", policies)
    assert [(entry.kind, entry.at) for entry in found.entries] == [
        ("activate", at("mon 09:00")),
        ("apply", at("mon 09:00")),
        ("pause", at("mon 09:30")),
        ("resume", at("mon 10:30")),
        ("apply", at("mon 11:00")),
        ("breach", at("mon 11:00")),
        ("fulfil", at("mon 14:00")),
    ]
    assert found.entries[1].data["due_at"] == at("mon 13:00").isoformat()
    assert found.entries[3].data["due_at"] == at("mon 14:00").isoformat()
    assert only(found, "next_reply").due_at == at("mon 11:00")


def test_words_that_reopen_a_ticket_start_a_clock_that_never_stood_still():
    told = history(
        "mon 08:00",
        ("mon 08:30", AGENT),
        ("mon 08:30", "pending"),
        ("mon 09:00", CUSTOMER),
        ("mon 09:00", "open"),
        plan="scale",
    )
    assert steps(ledger(told, "mon 09:10"), "next_reply") == ["activate", "apply"]


def test_breaches_of_several_clocks_are_told_in_the_order_of_time():
    told = history("mon 09:00", ("mon 09:10", AGENT), ("mon 09:20", CUSTOMER))
    found = ledger(told, "2 mon 09:00", ALL)
    breached = [str(entry.metric) for entry in found.entries if entry.kind == "breach"]
    assert breached == [
        "next_reply",
        "periodic_update",
        "requester_wait",
        "agent_work",
        "resolution",
    ]


def test_what_happens_later_has_not_happened():
    told = history("mon 09:00", ("mon 10:00", AGENT), plan="scale")
    assert only(ledger(told, "mon 09:30"), "first_reply").state == "running"
    assert not ledger(told, MONDAY).runs


def test_the_numbers_of_a_run_say_by_what_it_was_judged():
    run = only(ledger(history("mon 09:00", plan="scale"), "mon 09:30", by_plan()), "first_reply")
    assert (run.policy, run.policy_name, run.version, run.calendar, run.target_minutes) == (
        "plan",
        "By plan",
        1,
        "weekdays-24h",
        1440,
    )


def test_a_merge_that_is_undone_starts_what_runs_until_solving_again():
    told = history(
        "mon 09:00", ("mon 09:10", Happening.MERGED), ("mon 09:20", Happening.MERGED, False)
    )
    first, second = runs(ledger(told, "mon 09:30", ALL), "resolution")
    assert (first.state, second.state, second.started_at) == (
        "cancelled",
        "running",
        at("mon 09:20"),
    )
