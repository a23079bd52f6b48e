"""Tables of merging: what is told in which order, and who is who afterwards."""

import pytest
from stories import (
    START,
    after,
    alias,
    group_identify,
    identify,
    merge_dangerously,
    partition,
    people,
    refusals,
    sent,
)

from clew.people.identity.ids import person_uuid

NEVER_SEEN = ()
VISITOR = (sent("$pageview", "anon"),)
USER = (sent("api call", "user"),)
LOGGED_IN = (identify("user", "phone"),)
OTHER_LOGGED_IN = (identify("other", "anon"),)

REFUSED = "cannot_merge_already_identified"
ILLEGAL = "cannot_merge_with_illegal_distinct_id"

JOINS = {
    "neither id has a person": (NEVER_SEEN, identify("user", "anon"), ["user anon"]),
    "the visitor is known": (VISITOR, identify("user", "anon"), ["user anon"]),
    "the user is known": (USER, identify("user", "anon"), ["user anon"]),
    "both are known": (VISITOR + USER, identify("user", "anon"), ["user anon"]),
    "the user signed in before": (
        LOGGED_IN + VISITOR,
        identify("user", "anon"),
        ["user phone anon"],
    ),
    "one person already": (LOGGED_IN, identify("user", "phone"), ["user phone"]),
    "alias: neither": (NEVER_SEEN, alias("user", "anon"), ["user anon"]),
    "alias: the alias is known": (VISITOR, alias("user", "anon"), ["user anon"]),
    "alias: of an identified person": (LOGGED_IN, alias("new", "user"), ["user phone new"]),
    "alias: both known": (VISITOR + USER, alias("user", "anon"), ["user anon"]),
    "dangerously: both identified": (
        LOGGED_IN + OTHER_LOGGED_IN,
        merge_dangerously("user", "other"),
        ["user phone other anon"],
    ),
    "numbers are ids": (NEVER_SEEN, identify("user", 17), ["user 17"]),
}


@pytest.mark.parametrize("case", JOINS)
def test_ids_join(case):
    before, event, expected = JOINS[case]
    population = after(*before, event)
    assert partition(population) == people(*expected)
    assert population.person_of(event.distinct_id).is_identified
    assert refusals(population) == []


REFUSALS = {
    "both identified": (
        LOGGED_IN + OTHER_LOGGED_IN,
        identify("user", "other"),
        ["user phone", "other anon"],
        REFUSED,
    ),
    "a user's device used by a known user": (
        OTHER_LOGGED_IN + USER,
        identify("user", "anon"),
        ["user", "other anon"],
        REFUSED,
    ),
    "a user's device used by a never-seen user": (
        OTHER_LOGGED_IN,
        identify("user", "anon"),
        ["user", "other anon"],
        REFUSED,
    ),
    "alias of somebody identified": (
        LOGGED_IN + VISITOR,
        alias("anon", "user"),
        ["anon", "user phone"],
        REFUSED,
    ),
    "illegal other id": (USER, identify("user", "undefined"), ["user"], ILLEGAL),
    "illegal own id": (VISITOR, identify("null", "anon"), ["anon"], ILLEGAL),
    "quoted illegal id": (USER, alias("user", '"guest"'), ["user"], ILLEGAL),
    "illegal even dangerously": (USER, merge_dangerously("user", "0"), ["user"], ILLEGAL),
    "an object as id": (USER, identify("user", {"id": 1}), ["user"], ILLEGAL),
    "a group's id": (USER, alias("user", "$company_acme"), ["user"], ILLEGAL),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_refused_merge_leaves_persons_apart_and_says_why(case):
    before, event, expected, kind = REFUSALS[case]
    population = after(*before, event)
    assert partition(population) == people(*expected)
    (refusal,) = population.changes.refusals
    assert refusal.kind == kind
    assert refusal.event_uuid == event.uuid


def test_a_newcomer_on_somebody_elses_device_is_an_identified_person_of_its_own():
    population = after(*OTHER_LOGGED_IN, identify("user", "anon"))
    user = population.person_of("user")
    assert user.id == person_uuid(1, "user")
    assert user.is_identified
    assert population.changes.refusals[0].person_id == user.id
    assert population.changes.refusals[0].other_id == "anon"


def test_nobody_can_absorb_somebody_whose_login_was_refused():
    population = after(*OTHER_LOGGED_IN, *USER, identify("user", "anon"), identify("third", "user"))
    assert partition(population) == people("user", "other anon", "third")


@pytest.mark.parametrize("event", [identify("user", "user"), alias("user", "user")])
def test_the_same_id_twice_changes_nothing_and_identifies_nobody(event):
    population = after(*USER, event)
    assert partition(population) == people("user")
    assert not population.person_of("user").is_identified
    assert refusals(population) == []


def test_identify_without_another_id_makes_a_person_but_does_not_identify():
    population = after(identify("user", set={"email": "u@mail.example"}))
    assert not population.person_of("user").is_identified
    assert population.person_of("user").properties == {"email": "u@mail.example"}


def test_a_person_begins_with_the_id_used_before_the_login():
    assert after(identify("user", "anon")).person_of("user").id == person_uuid(1, "anon")
    assert after(alias("user", "anon")).person_of("user").id == person_uuid(1, "user")


def test_a_merge_keeps_the_id_of_the_events_person_and_the_earlier_beginning():
    population = after(
        sent("$pageview", "anon", minute=0),
        sent("api call", "user", minute=5),
        identify("user", "anon", minute=9),
    )
    user = population.person_of("anon")
    assert user.id == person_uuid(1, "user")
    assert user.created_at == START
    assert population.changes.merged == {person_uuid(1, "anon"): user.id}


def test_a_merge_prefers_the_survivors_properties_and_then_the_events_own():
    population = after(
        sent("$set", "anon", set={"plan": "free", "colour": "red", "size": 1}),
        sent("$set", "user", set={"plan": "pro", "size": 2}),
        identify("user", "anon", set={"size": 3}, set_once={"colour": "blue", "shape": "round"}),
    )
    assert population.person_of("anon").properties == {
        "plan": "pro",
        "colour": "red",
        "size": 3,
        "shape": "round",
    }


def test_ids_which_may_have_events_under_another_person_say_so():
    assert after(identify("user", "anon")).changes.new_ids == {"anon": 0, "user": 1}
    assert after(*USER, identify("user", "anon")).changes.new_ids == {"user": 0, "anon": 1}


def test_group_events_do_not_take_part_in_merging():
    population = after(group_identify("$company_acme", "company", "acme"), *USER)
    assert partition(population) == people("user")
