"""Where helpdesks get targets wrong, case by case."""

from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from clew.routing.targets.vocabulary import Event, Happening
from tests.histories import (
    AGENT,
    CUSTOMER,
    OFFICE,
    at,
    by_plan,
    calendar,
    content,
    history,
    ledger,
    only,
    runs,
    steps,
)

RULES = Happening.RULES
TICK = timedelta(microseconds=1)


def policies(weekly=None, minutes=60, metric="resolution", **more):
    hours = calendar(OFFICE if weekly is None else weekly, **more)
    return content((metric, minutes, "own", {}), calendars={"own": hours})


def resolution(told, now, given):
    return only(ledger(told, now, given), "resolution")


def every_day(*slots):
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return {day: [list(slot) for slot in slots] for day in days}


def test_a_slot_across_midnight():
    given = policies(every_day(("22:00", "02:00")), minutes=180)
    assert resolution(history("mon 12:00"), "mon 13:00", given).due_at == at("tue 01:00")


def test_two_slots_a_day():
    given = policies(every_day(("09:00", "12:00"), ("13:00", "17:00")), minutes=240)
    assert resolution(history("mon 10:00"), "mon 10:00", given).due_at == at("mon 15:00")


@pytest.mark.parametrize(
    ("holiday", "due"), [("2026-03-02", "wed 11:00"), ("2026-03-03", "wed 11:00")]
)
def test_a_holiday_on_the_first_or_the_last_day(holiday, due):
    given = policies(minutes=600, holidays=[holiday])
    opened = "mon 10:00" if holiday.endswith("02") else "mon 09:00"
    assert resolution(history(opened), "mon 11:00", given).due_at == at(due)


def test_a_holiday_of_half_a_day():
    short = {"2026-03-02": {"name": "Half day", "slots": [["09:00", "12:00"]]}}
    given = policies(minutes=240, exceptions=short)
    assert resolution(history("mon 11:00"), "mon 11:00", given).due_at == at("tue 12:00")


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        ("2026-03-28T00:30:00+00:00", "2026-03-29T03:30:00+02:00"),  # 02:00 to 03:00 is not there
        ("2026-10-24T23:30:00+00:00", "2026-10-25T02:30:00+01:00"),  # 02:00 to 03:00 is there twice
    ],
)
def test_clock_changes(opened, due):
    start = at("mon 00:00").fromisoformat(opened)
    minutes = 1500 if "03-28" in opened else 120
    given = policies(every_day(("00:00", "24:00")), minutes=minutes, zone="Europe/Berlin")
    run = resolution(history(start), start, given)
    assert run.due_at == start + timedelta(minutes=minutes)
    assert run.due_at == start.fromisoformat(due)


def test_hours_go_by_the_zone_of_the_calendar():
    given = policies(zone="Asia/Kolkata", minutes=60)  # 09:00 there is 03:30 in UTC
    assert resolution(history("mon 00:00"), "mon 00:00", given).due_at == at("mon 04:30")


def test_a_pause_outside_the_hours_costs_nothing():
    told = history("mon 16:30", ("mon 18:00", "pending"), ("tue 08:00", "open"))
    run = resolution(told, "tue 08:30", policies())
    assert (run.paused_minutes, run.due_at) == (0, at("tue 09:30"))


def test_a_pause_over_a_holiday_counts_only_open_time():
    told = history("mon 16:30", ("mon 16:45", "hold"), ("wed 10:00", "open"))
    run = resolution(told, "wed 10:00", policies(holidays=["2026-03-03"]))
    assert (run.paused_minutes, run.due_at) == (15 + 60, at("wed 10:45"))


def test_a_pause_over_a_weekend_counts_no_weekend():
    told = history("fri 10:00", ("fri 16:30", "pending"), ("1 mon 10:00", "open"))
    given = policies(minutes=600)
    run = resolution(told, "1 mon 10:00", given)
    assert run.paused_minutes == 30 + 60
    assert run.due_at == at("1 mon 13:30")


def test_going_on_after_the_deadline_leaves_what_was_left():
    told = history("mon 09:00", ("mon 09:40", "pending"), ("mon 15:00", "open"))
    found = ledger(told, "mon 15:10", policies())
    run = only(found, "resolution")
    assert (run.state, run.due_at, run.breached_at) == ("running", at("mon 15:20"), None)
    assert steps(found) == ["activate", "apply", "pause", "resume"]


def test_while_paused_nothing_is_due():
    told = history("mon 09:00", ("mon 09:40", "pending"))
    run = resolution(told, "3 mon 09:00", policies())
    assert (run.state, run.due_at) == ("paused", None)
    assert run.paused_minutes == 15 * 480 - 40


def test_a_pause_exactly_at_the_deadline_is_in_time():
    told = history("mon 09:00", ("mon 10:00", "pending"), ("mon 12:00", "open"))
    run = resolution(told, "mon 12:00", policies())
    assert (run.state, run.due_at) == ("running", at("mon 12:00"))
    assert resolution(told, at("mon 12:00") + TICK, policies()).breached_at == at("mon 12:00")


def test_a_plan_upgraded_on_the_way_counts_from_the_start():
    told = history("mon 09:00", ("mon 12:00", {"plan": "enterprise"}), plan="payg")
    found = ledger(told, "mon 13:00")
    run = only(found, "first_reply")
    assert (run.target_minutes, run.due_at, run.state) == (480, at("mon 17:00"), "running")
    assert steps(found) == ["activate", "apply", "apply"]


def test_a_plan_upgraded_too_late_breaches_at_the_change():
    told = history("mon 09:00", ("tue 12:00", {"plan": "enterprise"}), plan="payg")
    run = only(ledger(told, "tue 13:00"), "first_reply")
    assert (run.due_at, run.breached_at) == (at("mon 17:00"), at("tue 12:00"))


def test_what_is_breached_stays_so():
    told = history("mon 09:00", ("mon 18:00", {"plan": "payg"}), ("mon 19:00", AGENT), plan=None)
    run = only(ledger(told, "mon 20:00"), "first_reply")
    assert (run.state, run.due_at, run.fulfilled_at, run.target_minutes) == (
        "breached",
        at("mon 17:00"),
        at("mon 19:00"),
        480,
    )


def test_what_was_met_stays_so():
    told = history(
        "mon 09:00", ("tue 09:00", AGENT), ("tue 10:00", {"plan": "enterprise"}), plan="payg"
    )
    assert only(ledger(told, "tue 11:00"), "first_reply").state == "fulfilled"


def test_a_plan_corrected_gives_a_target_from_the_true_start():
    told = history("mon 09:00", ("mon 12:00", {"plan": "scale"}), plan="free")
    found = ledger(told, "mon 13:00")
    run = only(found, "first_reply")
    assert (run.started_at, run.due_at) == (at("mon 09:00"), at("tue 09:00"))
    assert [entry.at for entry in found.entries] == [at("mon 12:00")] * 2


def test_a_target_that_goes_is_cancelled_and_one_that_comes_back_is_a_new_run():
    told = history(
        "mon 09:00", ("mon 10:00", {"plan": "free"}), ("mon 11:00", {"plan": "scale"}), plan="scale"
    )
    first, second = runs(ledger(told, "mon 12:00"), "first_reply")
    assert (first.state, first.cancelled_at) == ("cancelled", at("mon 10:00"))
    assert (second.instance, second.started_at, second.due_at) == (
        2,
        at("mon 09:00"),
        at("tue 09:00"),
    )


def test_a_severity_changed_while_paused_counts_when_it_goes_on():
    given = content(
        ("resolution", 120, "always", {"when": {"severity": ["high"]}}),
        ("resolution", 600, "always", {}),
    )
    told = history(
        "mon 09:00",
        ("mon 10:00", "pending"),
        ("mon 11:00", {"severity": "high"}),
        ("mon 12:00", "open"),
    )
    found = ledger(told, "mon 12:00", given)
    assert only(found, "resolution").due_at == at("mon 13:00")
    assert steps(found) == ["activate", "apply", "pause", "apply", "resume"]


def test_a_severity_changed_while_paused_can_be_too_late_already():
    given = content(
        ("resolution", 30, "always", {"when": {"severity": ["high"]}}),
        ("resolution", 600, "always", {}),
    )
    told = history("mon 09:00", ("mon 10:00", "pending"), ("mon 11:00", {"severity": "high"}))
    run = resolution(told, "mon 12:00", given)
    assert (run.state, run.due_at, run.breached_at) == (
        "breached",
        at("mon 09:30"),
        at("mon 11:00"),
    )


def test_changing_back_and_forth_loses_no_pause():
    told = history(
        "mon 09:00",
        ("mon 09:00", AGENT),
        ("mon 10:00", CUSTOMER),
        ("mon 11:00", "hold"),
        ("mon 13:00", "open"),
        ("mon 14:00", {"plan": "boost"}),
        ("mon 15:00", {"plan": "scale"}),
        plan="scale",
    )
    run = only(ledger(told, "mon 16:00"), "next_reply")
    assert (run.paused_minutes, run.due_at) == (120, at("tue 12:00"))


def test_a_calendar_edited_on_the_way_counts_from_the_start_with_its_pauses():
    late = policies({**OFFICE, "mon": [["09:00", "12:00"]]}, minutes=240)
    told = history(
        "mon 09:00", ("mon 10:00", "pending"), ("mon 11:00", "open"), ("mon 11:30", RULES, 2)
    )
    found = ledger(told, "mon 11:40", policies(minutes=240), late)
    run = only(found, "resolution")
    assert (run.version, run.paused_minutes, run.due_at) == (2, 60, at("tue 11:00"))
    assert steps(found) == ["activate", "apply", "pause", "resume", "apply"]


def test_a_policy_edited_on_the_way():
    told = history("mon 09:00", ("mon 09:30", RULES, 2))
    run = only(ledger(told, "mon 09:40", policies(), policies(minutes=20)), "resolution")
    assert (run.due_at, run.breached_at) == (at("mon 09:20"), at("mon 09:30"))


def test_an_edit_of_something_else_says_nothing():
    told = history("mon 09:00", ("mon 09:30", RULES, 2), plan="scale")
    found = ledger(told, "mon 09:40", by_plan(), by_plan())
    assert steps(found) == ["activate", "apply"]
    assert only(found, "first_reply").version == 1


def test_a_policy_taken_out_of_force_cancels_what_it_promised():
    told = history("mon 09:00", ("mon 09:30", RULES, 2), plan="scale")
    found = ledger(told, "mon 09:40", by_plan(), content())
    assert only(found, "first_reply").state == "cancelled"
    assert found.policy == "own"


def test_reopened_after_solving_words_of_the_customer_start_a_new_clock():
    told = history(
        "mon 09:00",
        ("mon 10:00", AGENT),
        ("mon 10:00", "solved"),
        ("tue 09:00", CUSTOMER),
        ("tue 09:00", "open"),
        plan="scale",
    )
    run = only(ledger(told, "tue 10:00"), "next_reply")
    assert (run.instance, run.started_at, run.due_at) == (1, at("tue 09:00"), at("wed 09:00"))


def test_reopened_without_an_answer_it_is_a_first_reply_again():
    told = history(
        "mon 09:00",
        ("mon 10:00", "solved"),
        ("tue 09:00", CUSTOMER),
        ("tue 09:00", "open"),
        plan="scale",
    )
    first, second = runs(ledger(told, "tue 10:00"), "first_reply")
    assert (first.state, second.instance, second.started_at) == ("cancelled", 2, at("tue 09:00"))


def test_the_oldest_words_since_solving_count_when_it_opens_again():
    told = history(
        "mon 09:00",
        ("mon 10:00", AGENT),
        ("mon 10:00", "solved"),
        ("tue 09:00", CUSTOMER),
        ("tue 10:00", CUSTOMER),
        ("tue 11:00", "open"),
        plan="scale",
    )
    assert only(ledger(told, "tue 12:00"), "next_reply").started_at == at("tue 09:00")


def test_reopened_by_staff_no_reply_is_owed():
    told = history("mon 09:00", ("mon 10:00", "solved"), ("mon 10:01", "open"), plan="scale")
    assert [run.state for run in ledger(told, "wed 10:00").runs] == ["cancelled"]


def test_solved_by_mistake_and_taken_back_the_customer_still_waits_since_they_wrote():
    told = history("mon 09:00", ("mon 10:00", "solved"), plan="scale")
    undo = Event(at("mon 10:01"), Happening.UNDONE, "new")
    found = ledger(replace(told, events=(*told.events, undo)), "mon 12:00")
    slip, run = runs(found, "first_reply")
    assert slip.state == "cancelled"
    assert (run.state, run.started_at, run.due_at) == ("running", at("mon 09:00"), at("tue 09:00"))


def test_a_miss_does_not_grow_after_solving():
    told = history("mon 09:00", ("tue 10:00", "solved"), plan="enterprise")
    soon, late = (only(ledger(told, now), "first_reply") for now in ("tue 11:00", "9 tue 11:00"))
    assert soon == late
    assert (soon.state, soon.cancelled_at) == ("breached", at("tue 10:00"))


def test_the_clock_of_a_solved_ticket_stands_still():
    told = history(
        "mon 09:00", ("mon 10:00", AGENT), ("mon 11:00", CUSTOMER), ("mon 12:00", "solved")
    )
    found = ledger(told, "9 mon 09:00")
    assert only(found, "next_reply").state == "cancelled"


def test_merging_stops_every_clock():
    told = history(
        "mon 09:00",
        ("mon 09:20", Happening.MERGED),
        ("mon 09:20", "closed"),
        ("mon 09:30", CUSTOMER),
    )
    given = content(("first_reply", 60, "always", {}), ("resolution", 60, "always", {}))
    assert {run.state for run in ledger(told, "tue 09:00", given).runs} == {"cancelled"}


def test_a_ticket_that_staff_opened_waits_for_the_customers_first_words():
    told = history(
        "mon 09:00", ("mon 09:00", AGENT), ("mon 12:00", CUSTOMER), staff=True, plan="scale"
    )
    assert not ledger(history("mon 09:00", ("mon 09:00", AGENT), staff=True), "tue 09:00").runs
    run = only(ledger(told, "mon 13:00"), "first_reply")
    assert (run.started_at, run.due_at) == (at("mon 12:00"), at("tue 12:00"))


def test_a_reply_exactly_at_the_deadline_is_in_time():
    due = at("tue 09:00")
    exactly, later = (
        only(ledger(history("mon 09:00", (when, AGENT), plan="scale"), "wed 09:00"), "first_reply")
        for when in (due, due + TICK)
    )
    assert (exactly.state, exactly.breached_at) == ("fulfilled", None)
    assert (later.state, later.breached_at) == ("breached", due)
    assert only(ledger(history("mon 09:00", plan="scale"), due), "first_reply").state == "running"


def test_a_target_that_uses_up_a_slot_is_due_at_its_closing():
    assert resolution(history("fri 16:00"), "fri 16:00", policies()).due_at == at("fri 17:00")


def test_a_week_without_hours_is_never_due():
    run = resolution(history("mon 09:00"), "9 mon 09:00", policies({}))
    assert (run.state, run.due_at, run.breached_at) == ("running", None, None)


def test_times_of_other_zones_are_the_same_instants():
    india = timezone(timedelta(hours=5, minutes=30))
    opened, replied, now = (at(f"mon {hour}:00").astimezone(india) for hour in ("09", "10", "11"))
    told = history(opened, (replied, AGENT), plan="scale")
    run = only(ledger(told, now), "first_reply")
    assert (run.started_at, run.due_at) == (at("mon 09:00"), at("tue 09:00"))


def test_events_out_of_order_are_taken_by_their_times():
    told = history("mon 09:00", ("mon 12:00", CUSTOMER), ("mon 10:00", AGENT), plan="scale")
    assert [str(run.metric) for run in ledger(told, "mon 13:00").runs] == [
        "first_reply",
        "next_reply",
    ]
