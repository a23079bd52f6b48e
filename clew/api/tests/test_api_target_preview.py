"""What would be promised: the preview, asked over HTTP."""

import pytest

from clew.core import clock
from clew.routing.models import LedgerEntry, PolicyVersion, Target
from clew.routing.policies.presets import seed_policies
from tests.programs import caller

FRIDAY = "2026-03-06T16:10:00Z"
OFFICE = {
    "timezone": "Europe/Berlin",
    "weekly": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    "holidays": ["2026-03-09"],
}


@pytest.fixture(autouse=True)
def _policies(db):
    seed_policies(PolicyVersion.objects, now=clock.now())


def preview(program, **asked):
    answer = program.post("/targets/preview", {"created_at": FRIDAY, "now": FRIDAY} | asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


def first(program, **asked):
    return preview(program, **asked)["targets"][0]


def test_a_target_is_told_with_its_reasons(agent):
    assert preview(agent, policy="plan", plan="scale")["targets"] == [
        {
            "metric": "first_reply",
            "instance": 1,
            "policy": "plan",
            "target_minutes": 1440,
            "calendar": "weekdays-24h",
            "started_at": "2026-03-06T16:10:00Z",
            "paused_minutes": 0,
            "due_at": "2026-03-09T16:10:00Z",
            "fulfilled_at": None,
            "breached_at": None,
            "state": "running",
            "explanation": "Scale plan → 24 h in Weekdays, 24 hours; started Fri 16:10;"
            " weekend not counted; due Mon 16:10.",
        }
    ]


def test_nothing_is_stored(agent):
    preview(agent, plan="boost", events=[{"at": FRIDAY, "kind": "agent_reply"}])
    assert not Target.objects.exists()
    assert not LedgerEntry.objects.exists()
    assert PolicyVersion.objects.count() == 1


def test_without_a_policy_the_one_in_force_counts(agent):
    found = first(agent, plan="enterprise")
    assert (found["policy"], found["target_minutes"]) == ("plan", 480)


def test_a_policy_out_of_force_can_be_asked(agent):
    found = first(agent, policy="priority", severity="critical")
    assert (found["policy"], found["target_minutes"]) == ("priority", 720)


@pytest.mark.parametrize("plan", [None, "", "platinum"])
def test_an_unknown_plan_has_the_safest_target_and_a_mark(agent, plan):
    answer = preview(agent, policy="plan", plan=plan)
    assert answer["plan_unknown"]
    assert answer["targets"][0]["target_minutes"] == 480
    assert answer["targets"][0]["explanation"].startswith("Plan unknown, so counted as Enterprise")


def test_a_calendar_and_minutes_need_no_policy(agent):
    found = preview(agent, calendar=OFFICE, target_minutes={"first_reply": 60})["targets"]
    assert [(each["metric"], each["policy"], each["calendar"]) for each in found] == [
        ("first_reply", None, "given")
    ]
    # 17:10 in Berlin is closed, Monday is a holiday: an hour from Tuesday, 09:00 there.
    assert found[0]["due_at"] == "2026-03-10T09:00:00Z"


def test_a_calendar_of_the_question_is_that_of_every_target(agent):
    events = [
        {"at": "2026-03-10T08:30:00Z", "kind": "agent_reply"},
        {"at": "2026-03-10T15:30:00Z", "kind": "customer_reply"},
    ]
    now = "2026-03-10T15:30:00Z"
    found = preview(agent, plan="enterprise", calendar=OFFICE, events=events, now=now)["targets"]
    assert [(each["metric"], each["state"], each["due_at"]) for each in found] == [
        ("first_reply", "fulfilled", "2026-03-10T16:00:00Z"),
        ("next_reply", "running", "2026-03-11T15:30:00Z"),
    ]


def test_statuses_of_the_question_pause_all_but_the_first_reply(agent):
    events = [
        {"at": "2026-03-09T10:00:00Z", "kind": "status", "value": "open"},
        {"at": "2026-03-09T12:00:00Z", "kind": "status", "value": "hold"},
    ]
    found = preview(
        agent,
        target_minutes={"first_reply": 600, "resolution": 6000},
        pausing_statuses=["open"],
        events=events,
        now="2026-03-09T13:00:00Z",
    )["targets"]
    assert {each["metric"]: each["paused_minutes"] for each in found} == {
        "first_reply": 0,
        "resolution": 120,
    }


def test_events_are_taken_in_the_order_of_their_times(agent):
    events = [
        {"at": "2026-03-06T19:00:00Z", "kind": "customer_reply"},
        {"at": "2026-03-06T18:00:00Z", "kind": "status", "value": "pending"},
        {"at": "2026-03-06T17:00:00+00:00", "kind": "agent_reply"},
    ]
    found = preview(agent, plan="scale", events=events, now="2026-03-06T20:00:00Z")["targets"]
    assert [(each["metric"], each["state"]) for each in found] == [
        ("first_reply", "fulfilled"),
        ("next_reply", "running"),  # a customer who writes reopens
    ]


def test_what_changes_later_is_told(agent):
    events = [
        {"at": "2026-03-09T10:00:00Z", "kind": "plan", "value": "Enterprise"},
        {"at": "2026-03-09T11:00:00Z", "kind": "note"},
        {"at": "2026-03-09T11:00:00Z", "kind": "agent_reply"},
    ]
    now = "2026-03-09T12:00:00Z"
    found = first(agent, plan="payg", events=events, now=now)
    assert found["state"] == "breached"
    assert found["due_at"] == "2026-03-09T00:10:00Z"
    assert found["breached_at"] == "2026-03-09T10:00:00Z"
    assert found["fulfilled_at"] == "2026-03-09T11:00:00Z"
    assert found["explanation"] == (
        "Pay-as-you-go plan → 72 h in Weekdays, 24 hours; started Fri 16:10; from Mon 10:00 on"
        " Enterprise plan → 8 h in Weekdays, 24 hours, counted from the start; weekend not counted;"
        " due Mon 00:10; already past when the target changed Mon 10:00;"
        " breached, replied Mon 11:00, 10 h 50 min late."
    )


def test_a_priority_set_by_hand_counts(agent):
    found = first(agent, policy="priority", priority="high")
    assert found["target_minutes"] == 720
    assert "High priority (set by hand)" in found["explanation"]


@pytest.mark.parametrize(
    "properties", [{"account": {"mrr": 4000}}, {"account.mrr": 4000}, {"mrr": 4000}]
)
def test_properties_may_say_whose_they_are(agent, properties):
    answer = preview(agent, policy="priority", properties=properties)
    assert (answer["priority"], answer["priority_reason"]) == ("high", "pays much")


def test_escalated_from_the_start(agent):
    found = preview(agent, policy="priority", severity="high", escalated=True)["targets"]
    assert {each["metric"]: each["target_minutes"] for each in found} == {
        "first_reply": 5760,
        "escalated_reply": 5760,
    }


def test_a_calendar_without_hours_is_never_due(agent):
    never = {"timezone": "UTC", "weekly": {}}
    found = first(agent, calendar=never, target_minutes={"first_reply": 1})
    assert (found["due_at"], found["state"]) == (None, "running")
    assert found["explanation"] == (
        "Given target → 1 min in the given calendar; started Fri 16:10;"
        " never due, because the given calendar has not enough open time."
    )


def test_an_event_escalates_without_a_value_and_false_ends_it(agent):
    events = [{"at": "2026-03-06T16:20:00Z", "kind": "escalated"}]
    asked = {"policy": "priority", "severity": "critical", "now": "2026-03-06T17:00:00Z"}
    assert first(agent, **asked, events=events)["target_minutes"] == 2880
    events.append({"at": "2026-03-06T16:30:00Z", "kind": "escalated", "value": False})
    assert first(agent, **asked, events=events)["target_minutes"] == 720


def test_null_is_as_left_out(agent):
    optional = (
        *("policy", "plan", "severity", "priority", "escalated", "properties", "calendar"),
        *("target_minutes", "pausing_statuses", "events"),
    )
    asked = dict.fromkeys(optional)
    assert preview(agent, **asked) == preview(agent)


def test_now_is_the_clock_or_the_last_event(agent):
    answer = agent.post(
        "/targets/preview",
        {"created_at": "2020-03-06T16:10:00Z", "plan": "scale"},
    )
    assert answer.json()["targets"][0]["state"] == "breached"
    later = {"created_at": "2099-03-06T16:10:00Z", "plan": "scale"}
    assert agent.post("/targets/preview", later).json()["targets"][0]["state"] == "running"


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"policy": "nope"}, "policy"),
        ({"severity": "awful"}, "severity"),
        ({"priority": "urgent"}, "priority"),
        ({"escalated": "to the moon"}, "escalated"),
        ({"calendar": {"timezone": "Nowhere", "weekly": {}}}, "calendar.timezone"),
        ({"calendar": {"weekly": {}}}, "calendar.timezone"),
        ({"calendar": "nope"}, "calendar"),
        ({"target_minutes": {"first_reply": 0}}, "target_minutes.first_reply"),
        ({"target_minutes": {"second_reply": 10}}, "target_minutes"),
        ({"pausing_statuses": ["asleep"]}, "pausing_statuses"),
        ({"created_at": "0001-01-01T00:00:00Z"}, "created_at"),
        ({"created_at": "yesterday"}, "given.created_at"),
        ({"now": "2026-01-01T00:00:00Z"}, "now"),
        ({"events": [{"at": "2026-01-01T00:00:00Z", "kind": "note"}]}, "events.0.at"),
        ({"events": [{"at": FRIDAY, "kind": "dance"}]}, "events.0.kind"),
        ({"events": [{"at": FRIDAY, "kind": "status", "value": "gone"}]}, "events.0.value"),
        ({"events": [{"at": FRIDAY, "kind": "severity"}]}, "events.0.value"),
        ({"events": [{"at": FRIDAY, "kind": "properties", "value": 1}]}, "events.0.value"),
    ],
)
def test_what_is_wrong_is_named(agent, asked, field):
    answer = agent.post("/targets/preview", {"created_at": FRIDAY, "now": FRIDAY} | asked)
    assert answer.status_code == 422, answer.content
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert answer.json()["detail"]


def test_a_time_is_needed(agent):
    answer = agent.post("/targets/preview", {"plan": "scale"})
    assert answer.status_code == 422


def test_a_token_for_capture_may_not_ask(db):
    assert caller("capture").post("/targets/preview", {"created_at": FRIDAY}).status_code == 403


def test_the_document_of_the_api_knows_it(agent):
    document = agent.get("/openapi.json").json()
    operation = document["paths"]["/api/v1/targets/preview"]["post"]
    shapes = document["components"]["schemas"]
    assert operation["responses"]["default"]["content"]["application/problem+json"]["schema"]
    refused = agent.post("/targets/preview", {"created_at": "soon"}).json()
    assert set(refused) <= set(shapes["Problem"]["properties"])
    assert len(preview(agent, **shapes["PreviewAsked"]["example"])["targets"]) == 2


def test_only_with_a_token(stranger):
    assert stranger.post("/targets/preview", {"created_at": FRIDAY}).status_code == 401
