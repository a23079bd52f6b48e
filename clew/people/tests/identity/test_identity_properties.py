"""Tables of $set, $set_once and $unset."""

import pytest
from stories import after, identify, sent

from clew.people.identity.population import Population

KNOWN = sent("$set", "user", set={"plan": "free", "$browser": "Old"})
CHROME = {"$browser": "Chrome", "$os": "Linux", "colour": "red"}


def properties_after(*events):
    return after(KNOWN, *events).person_of("user").properties


CASES = {
    "top-level $set": ({"set": {"plan": "pro"}}, {"plan": "pro"}),
    "$set in properties": ({"properties": {"$set": {"plan": "pro"}}}, {"plan": "pro"}),
    "the top level wins": (
        {"properties": {"$set": {"plan": "a", "x": 1}}, "set": {"plan": "b"}},
        {"plan": "b", "x": 1},
    ),
    "$set_once keeps what is there": (
        {"set_once": {"plan": "pro", "x": 1}},
        {"plan": "free", "x": 1},
    ),
    "$set_once in properties": ({"properties": {"$set_once": {"x": 1}}}, {"plan": "free", "x": 1}),
    "$set beats $set_once": ({"set": {"x": 2}, "set_once": {"x": 1}}, {"plan": "free", "x": 2}),
    "$unset as a list": ({"unset": ["plan"]}, {}),
    "$unset as a list in properties": ({"properties": {"$unset": ["plan", 7]}}, {}),
    "$unset as a map": ({"properties": {"$unset": {"plan": ""}}}, {}),
    "$unset comes last": ({"set": {"plan": "pro"}, "unset": ["plan"]}, {}),
    "null is a value": ({"set": {"plan": None}}, {"plan": None}),
    "nonsense is ignored": ({"properties": {"$set": "x", "$set_once": 1}}, {"plan": "free"}),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("event", ["$set", "order placed"])
def test_properties(case, event):
    parts, expected = CASES[case]
    assert properties_after(sent(event, "user", **parts)) == {"$browser": "Old", **expected}


def test_a_new_person_remembers_its_first_visit():
    population = after(sent("$pageview", "visitor", properties=CHROME))
    assert population.person_of("visitor").properties == {
        "$browser": "Chrome",
        "$os": "Linux",
        "$initial_browser": "Chrome",
        "$initial_os": "Linux",
    }


def test_an_ordinary_event_does_not_rewrite_a_person_for_its_visit():
    population = Population(environment_id=1)
    after(KNOWN, population=population)
    population.changes.altered.clear()
    visit = {"$set": {"$browser": "Chrome"}, "$set_once": {"$initial_os": "Linux"}, "$os": "Linux"}
    after(sent("$pageview", "user", properties=visit), population=population)
    assert population.changes.altered == set()


def test_an_event_about_the_person_does():
    assert properties_after(sent("$set", "user", properties=CHROME))["$browser"] == "Chrome"
    assert properties_after(identify("user", "anon", properties=CHROME))["$browser"] == "Chrome"


@pytest.mark.parametrize("event", ["$exception", "$$heatmap"])
def test_errors_and_heatmaps_never_change_a_person(event):
    assert properties_after(sent(event, "user", set={"plan": "pro"}))["plan"] == "free"


def test_an_event_that_says_what_is_known_changes_nothing():
    population = after(KNOWN)
    population.changes.altered.clear()
    after(sent("$set", "user", minute=3, set={"plan": "free"}), population=population)
    assert population.changes.altered == set()
