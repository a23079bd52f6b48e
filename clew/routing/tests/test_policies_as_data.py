"""Policies are read, checked and asked; both presets say what they promise."""

import pytest
from django.core.exceptions import ValidationError

from clew.routing.policies import rules_from_json
from clew.routing.policies.presets import preset_content
from clew.routing.targets.vocabulary import Situation
from tests.histories import by_plan, by_priority, calendar, content

HOUR, DAY = 60, 24 * 60


def promised(policies, **situation):
    judged = rules_from_json(policies).judge(Situation(**situation))
    return {str(metric): rule.minutes for metric, rule in judged.targets.items()}


def account(**properties):
    return {"properties": {"account": properties}}


@pytest.mark.parametrize("escalated", ["", "support", "engineering"])
@pytest.mark.parametrize(
    ("plan", "hours"), [("enterprise", 8), ("scale", 24), ("boost", 48), ("pay-as-you-go", 72)]
)
def test_each_paid_plan_has_its_target_for_every_reply(plan, hours, escalated):
    assert promised(by_plan(), plan=plan, escalated=escalated) == {
        "first_reply": hours * HOUR,
        "next_reply": hours * HOUR,
        "escalated_reply": hours * HOUR,
    }


def test_free_plans_have_none():
    assert promised(by_plan(), plan="free") == {}


@pytest.mark.parametrize("plan", ["Pay as you go", "payg", "PAY-AS-YOU-GO", "Pay-as-you-go plan"])
def test_a_plan_is_known_however_it_is_spelled(plan):
    assert promised(by_plan(), plan=plan)["first_reply"] == 72 * HOUR


@pytest.mark.parametrize("plan", [None, "", "Platinum"])
def test_an_unknown_plan_counts_as_the_safest_and_is_marked(plan):
    judged = rules_from_json(by_plan()).judge(Situation(plan=plan))
    assert judged.plan_unknown
    assert judged.targets["first_reply"].minutes == 8 * HOUR
    assert judged.priority == "high"
    assert judged.priority_reason.startswith("plan unknown")


def test_a_plan_that_a_policy_names_is_known():
    gold = content(
        ("first_reply", 60, "always", {"when": {"plan": ["gold"]}}), unknown_plan="enterprise"
    )
    assert not rules_from_json(gold).judge(Situation(plan="Gold")).plan_unknown
    assert rules_from_json(gold).judge(Situation(plan="silver")).plan_unknown


@pytest.mark.parametrize(
    ("plan", "priority"),
    [("enterprise", "high"), ("scale", "high"), ("boost", "normal"), ("free", "low")],
)
def test_by_plan_derives_a_priority(plan, priority):
    assert rules_from_json(by_plan()).judge(Situation(plan=plan)).priority == priority


HIGH = [
    account(mrr=1667),
    account(high_paying=True),
    account(trial=True),
    account(trial="2026-12-01"),
    account(addons=["sso", "teams"]),
    account(addons="Teams add-on"),
    {"severity": "critical"},
    {"severity": "critical", "plan": "free"},
    account(mrr=5000) | {"severity": "low", "kind": "billing"},
]
NORMAL = [
    {"plan": "payg"},
    account(programme="Startup"),
    account(program="accelerator"),
    {"kind": "billing"},
    {"area": "Billing and plans"},
    {"severity": "high"},
    {"severity": "high", "plan": "free"},
    account(mrr=1666) | {"severity": "high"},
]
LOW = [{}, {"plan": "free"}, {"severity": "low"}, {"channel": "community"}, account(trial=False)]


@pytest.mark.parametrize("situation", HIGH)
def test_high_priority_is_12_hours_then_24_or_two_days_when_escalated(situation):
    assert promised(by_priority(), **situation) == {
        "first_reply": 12 * HOUR,
        "next_reply": 24 * HOUR,
    }
    assert promised(by_priority(), **situation, escalated="support") == dict.fromkeys(
        ["first_reply", "next_reply", "escalated_reply"], 2 * DAY
    )


@pytest.mark.parametrize("situation", NORMAL)
def test_normal_priority_is_24_hours_then_48_or_four_days_when_escalated(situation):
    assert promised(by_priority(), **situation) == {
        "first_reply": 24 * HOUR,
        "next_reply": 48 * HOUR,
    }
    assert promised(by_priority(), **situation, escalated="engineering") == dict.fromkeys(
        ["first_reply", "next_reply", "escalated_reply"], 4 * DAY
    )


@pytest.mark.parametrize("situation", LOW)
def test_low_priority_has_no_target(situation):
    judged = rules_from_json(by_priority()).judge(Situation(**situation))
    assert judged.priority == "low"
    assert not judged.targets
    assert not judged.plan_unknown


def test_a_priority_set_by_hand_decides_the_targets_but_not_what_is_derived():
    judged = rules_from_json(by_priority()).judge(Situation(priority="high"))
    assert judged.targets["first_reply"].minutes == 12 * HOUR
    assert judged.priority == "low"


def test_an_installation_begins_with_targets_by_plan_in_force():
    begun = preset_content()
    assert [(each["slug"], each["enabled"]) for each in begun["policies"]] == [
        ("plan", True),
        ("priority", False),
    ]
    rules = rules_from_json(begun)
    assert rules.judge(Situation(plan="scale")).policy.slug == "plan"


def test_the_first_policy_that_matches_applies_and_the_first_target_of_a_metric():
    first = content(
        ("first_reply", 10, "always", {"when": {"severity": ["critical"]}}),
        ("first_reply", 20, "always", {}),
        slug="first",
        conditions={"all": [{"field": "kind", "operator": "is", "value": "bug"}]},
    )
    second = content(("first_reply", 30, "always", {}), slug="second")
    off = content(("first_reply", 40, "always", {}), slug="off", enabled=False)
    joined = first | {"policies": [*off["policies"], *first["policies"], *second["policies"]]}
    assert promised(joined, kind="bug", severity="critical") == {"first_reply": 10}
    assert promised(joined, kind="bug") == {"first_reply": 20}
    assert promised(joined) == {"first_reply": 30}


def says(field, operator, value=None):
    return {"field": field, "operator": operator} | ({} if value is None else {"value": value})


KNOWN = {
    "plan": "scale",
    "severity": "high",
    "tags": frozenset({"vip", "eu"}),
    "escalated": "engineering",
    "properties": {
        "account": {"mrr": 20, "name": "Brackenfold", "text": "7", "ends": None, "on": True},
        "person": {"role": "Owner", "addons": ["a", "B"]},
    },
}


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (says("plan", "is", "Scale"), True),
        (says("plan", "is_any_of", ["boost", "scale"]), True),
        (says("plan", "is_none_of", ["boost", "scale"]), False),
        (says("severity", "is_not", ["low"]), True),
        (says("area", "set"), False),
        (says("area", "not_set"), True),
        (says("tags", "includes", ["vip", "us"]), True),
        (says("tags", "not_includes", ["us"]), True),
        (says("escalated", "yes"), True),
        (says("escalated", "no"), False),
        (says("escalated", "is", "support"), False),
        (says("account.mrr", "gt", 19), True),
        (says("account.mrr", "greater_than", 20), False),
        (says("account.mrr", "less_than", 20.5), True),
        (says("account.text", "gt", 1), False),  # only numbers are more
        (says("account.mrr", "is", [20]), True),
        (says("account.name", "is", "brackenfold"), True),
        (says("account.name", "contains", "FOLD"), True),
        (says("account.on", "is", "true"), True),
        (says("account.on", "yes"), True),
        (says("account.ends", "set"), False),
        (says("account.nothing", "not_present"), True),
        (says("account.nothing", "is_not", ["x"]), True),
        (says("person.role", "present"), True),
        (says("person.addons", "is", "b"), True),
        (says("person.addons", "not_contains", "c"), True),
    ],
)
def test_conditions_mean_what_they_mean_in_views(condition, holds):
    asked = content(("first_reply", 5, "always", {}), conditions={"all": [condition]})
    assert bool(promised(asked, **KNOWN)) is holds


def test_conditions_nest():
    either = {"any": [says("plan", "is", "x"), {"all": [says("kind", "is", "support")]}, {}]}
    asked = content(
        ("first_reply", 5, "always", {}),
        conditions={"all": [says("severity", "is", "high"), either]},
    )
    assert promised(asked, severity="high")
    assert not promised(asked, severity="low")
    assert not promised(asked, severity="high", kind="bug")


def target(**changed):
    base = {"metric": "first_reply", "minutes": 5, "calendar": "always"}
    return {"targets": [base | changed]}


@pytest.mark.parametrize(
    ("policy", "where", "words"),
    [
        (target(metric="reply"), "policies.0.targets.0.metric", "first_reply"),
        (target(minutes=0), "policies.0.targets.0.minutes", "whole minutes"),
        (target(minutes="12"), "policies.0.targets.0.minutes", "whole minutes"),
        (target(calendar="moon"), "policies.0.targets.0.calendar", "weekdays-24h"),
        (target(pauses_in=["asleep"]), "policies.0.targets.0.pauses_in", "statuses"),
        (target(when={"colour": 1}), "policies.0.targets.0.when", "severity"),
        (target(when={"severity": ["bad"]}), "policies.0.targets.0.when.severity", "critical"),
        (target(when={"escalated": "yes"}), "policies.0.targets.0.when.escalated", "true"),
        (target(colour=1), "policies.0.targets.0", "minutes"),
        ({"priorities": [{"priority": "top"}]}, "policies.0.priorities.0", "high, normal, low"),
        ({"slug": ""}, "policies.0.slug", "short name"),
        ({"colour": "red"}, "policies.0.colour", "not known"),
        (
            {"conditions": {"all": [says("colour", "is", "x")]}},
            "policies.0.conditions.all.0",
            "no field “colour”",
        ),
        (
            {"conditions": {"any": [says("plan", "gt", 1)]}},
            "policies.0.conditions.any.0",
            "choose an operator",
        ),
        (
            {"conditions": {"any": [says("account.mrr", "gt", "much")]}},
            "policies.0.conditions.any.0",
            "write a number",
        ),
        ({"conditions": []}, None, None),
        ({"conditions": {"none": []}}, "policies.0.conditions", "“all”, “any”"),
    ],
)
def test_what_is_wrong_is_named_with_its_policy(policy, where, words):
    given = content(name="Gold") | {}
    given["policies"][0] |= policy
    if where is None:
        rules_from_json(given)  # no conditions at all
        return
    with pytest.raises(ValidationError) as refused:
        rules_from_json(given)
    assert list(refused.value.message_dict) == [where]
    (message,) = refused.value.message_dict[where]
    assert "“Gold”" in message
    assert words in message


def test_everything_wrong_is_told_at_once():
    given = content(calendars={"odd": calendar({"mon": [["25:00", "26:00"]]})})
    given["policies"] += [{"slug": "own", "name": "Again", "targets": [{}]}]
    with pytest.raises(ValidationError) as refused:
        rules_from_json(given)
    assert set(refused.value.message_dict) == {
        "calendars.odd",
        "policies.1.targets.0.metric",
        "policies.1.slug",
    }


@pytest.mark.parametrize("given", [{}, {"policies": {}}, []])
def test_no_policies_at_all_are_refused(given):
    with pytest.raises(ValidationError, match="policies"):
        rules_from_json(given)
