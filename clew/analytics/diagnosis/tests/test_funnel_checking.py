"""Funnels of a customer from made events: who stops where, ways split over people, touches."""

from dataclasses import replace
from datetime import timedelta

import pytest

from clew.analytics.diagnosis.funnels.checking import checked
from clew.analytics.diagnosis.funnels.counting import Counted
from clew.analytics.diagnosis.funnels.funnel import funnel_of
from clew.analytics.diagnosis.funnels.proposing import proposed
from clew.analytics.diagnosis.funnels.reading import Seen
from clew.analytics.diagnosis.funnels.splits import Walker, places_of
from clew.analytics.diagnosis.funnels.walking import Touch
from clew.analytics.diagnosis.tests.cases import NOW, ago, person
from clew.analytics.metrics.reading import NotUnderstood

STEPS = ["signed up", "report opened", "report sent"]
FUNNEL = funnel_of(STEPS, until=NOW)


def walker(distinct_id, *done, ours=True, email="", **more):
    """``done``: (days ago, step from 1) pairs."""
    given = {"session": "", "ip": "", "lib": "web"} | more
    touches = tuple(Touch(ago(days), 1 << step - 1, distinct_id, **given) for days, step in done)
    who = person(distinct_id, email=email, ours=ours)
    return Walker(who, touches, **places_of(touches))


def result(*walkers, funnel=FUNNEL, everyone=None):
    return checked(funnel, Seen(walkers), everyone)


def test_each_person_counts_to_their_furthest_step():
    found = result(
        walker("ada", (5, 1), (4, 2), (3, 3)),
        walker("bo", (5, 1), (3, 2)),
        walker("cy", (5, 1), (4, 3)),  # did the last, but not the one before
        walker("di", (4, 2)),
        walker("ed", (9, 1), (8, 2), ours=False),
        everyone=Counted((90, 60, 30), (100, 80, 70), ((90, 60), (80, 40))),
    )
    assert [step.own for step in found.steps] == [3, 2, 1]
    assert [step.own_at_all for step in found.steps] == [3, 3, 2]
    assert [step.everyone for step in found.steps] == [90, 60, 30]
    assert found.steps[1].between == timedelta(days=1.5)
    assert [pair.own for pair in found.pairs] == [(3, 2), (3, 1)]
    assert [(one.who.name, one.step, one.next) for one in found.stopped] == [
        ("bo", 2, "report sent"), ("cy", 1, "report opened"),
    ]  # fmt: skip
    assert (found.people, found.never_began) == (4, 1)
    assert found.splits == ()


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ({"email": "ada@heron.example"}, {"email": "Ada@heron.example"}, "email"),
        ({"session": "s1"}, {"session": "s1"}, "session"),
        ({"device": "d1"}, {"device": "d1"}, "device"),
        ({"ip": "203.0.113.9"}, {"ip": "203.0.113.9"}, "address"),
        ({"ip": "203.0.113.9"}, {"ip": "203.0.113.9", "lib": "posthog-python"}, ""),
        ({"session": "s1"}, {"session": "s2"}, ""),
    ],
)
def test_a_way_that_goes_on_under_another_person(one, other, kind):
    browser = walker("ada", (5, 1), (4, 2), **one)
    server = walker("a@x", (3, 3), ours=False, **other)
    found = result(browser, server)
    assert [step.own for step in found.steps] == [1, 1, 0]
    assert [step.if_one for step in found.steps] == ([1, 1, 1] if kind else [1, 1, 0])
    assert [(s.shared[0].kind, s.at, s.alone, s.together) for s in found.splits] == (
        [(kind, 2, 2, 3)] if kind else []
    )
    if kind:
        assert found.splits[0].one is browser


def test_the_one_who_began_may_be_the_stranger():
    found = result(
        walker("anon", (5, 1), session="s1", ours=False), walker("ada", (4, 2), session="s1")
    )
    (split,) = found.splits
    assert (split.one.who.name, split.other.who.name) == ("anon", "ada")
    assert [step.if_one for step in found.steps] == [1, 1, 0]


def test_no_split_without_a_gain_or_at_an_office():
    same = {"session": "s1"}
    assert not result(walker("a", (5, 1), (4, 2), **same), walker("b", (3, 1), **same)).splits
    assert not result(walker("a", (3, 1), **same), walker("b", (5, 2), **same)).splits
    office = [walker(name, (5, n), ip="198.51.100.7") for n, name in enumerate("abc", 1)]
    assert result(*office).splits
    assert not result(*office, walker("d", (5, 1), ip="198.51.100.7")).splits


def test_first_touch_says_false_where_last_touch_says_on():
    funnel = replace(FUNNEL, breakdown="$feature/new-editor")

    def seen(name, *values):
        who = walker(name, (5, 1), (4, 2), (3, 3))
        touches = [replace(t, value=v) for t, v in zip(who.touches, values, strict=True)]
        return replace(who, touches=tuple(touches))

    stopped = walker("di", (5, 1))
    people = [seen("ada", None, "test", "test"), seen("bo", "false", "false", "test")]
    found = result(*people, seen("cy", "test", "test", "test"), stopped, funnel=funnel).attribution
    assert found.values == [("test", 1, 3), ("false", 1, 0), ("none", 1, 0)]
    assert (found.differing, found.turned_on) == (2, 2)


NAMES = ["$pageview", "report opened", "report opened twice", "signup_completed", "run", "Opened"]


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        (
            "Nobody gets from signup completed to Report Opened",
            ["signup_completed", "report opened"],
        ),
        ("the event `report opened twice` is missing", ["report opened twice"]),
        ("Our funnel “$pageview → run” drops", ["$pageview", "run"]),
        ("we run reports and opened a ticket", ["Opened"]),
        ("reopened reports", []),
        ("", []),
    ],
)
def test_steps_that_a_message_names(text, steps):
    assert proposed(text, NAMES) == steps


def test_every_mistake_is_said():
    with pytest.raises(NotUnderstood) as error:
        funnel_of(["one"], until=NOW, days=0, window=400)
    assert [one.place for one in error.value.problems] == ["events", "days", "window_days"]
    with pytest.raises(NotUnderstood, match="at most 8"):
        funnel_of(["x"] * 9, until=NOW)
