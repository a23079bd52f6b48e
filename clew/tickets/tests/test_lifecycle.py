"""The state machine by itself: every move of everybody, and properties that hold for any walk."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.tickets.lifecycle import Move, Refusal, Who, afters, allowed, wake_up_refusal
from clew.tickets.models import Status

# Rows: from; columns: to, in the order new open pending hold solved closed.
AGENTS = """
new      . x x x x .
open     . . x x x .
pending  . x . x x .
hold     . x x . x .
solved   . x x x . .
closed   . . . . . .
"""
CUSTOMERS = """
new      . . . . . .
open     . . . . x .
pending  . x . . x .
hold     . x . . x .
solved   . x . . . .
closed   . . . . . .
"""
SYSTEM = """
new      . x x x x x
open     . . x x x x
pending  . x . x x x
hold     . x x . x x
solved   . x x x . x
closed   . . . . . .
"""
NOBODY = "\n".join(f"{status} . . . . . ." for status in Status.values)
TABLE = {
    Who.AGENT: AGENTS,
    Who.TOKEN: AGENTS,
    Who.CUSTOMER: CUSTOMERS,
    Who.SYSTEM: SYSTEM,
    Who.LIGHT_AGENT: NOBODY,
}
statuses, everybody = st.sampled_from(Status.values), st.sampled_from(Who)


def expected(who: Who) -> set[tuple[str, str]]:
    rows = (line.split() for line in TABLE[who].strip().splitlines())
    return {
        (before, after)
        for before, *marks in rows
        for after, mark in zip(Status.values, marks, strict=True)
        if mark == "x"
    }


@pytest.mark.parametrize("who", Who)
def test_the_whole_table(who):
    moves = {
        (before, after)
        for before, after in product(Status.values, repeat=2)
        if isinstance(allowed(before, after, who), Move)
    }
    assert moves == expected(who)


@given(statuses, statuses, everybody)
def test_a_refusal_says_what_to_do(before, after, who):
    answer = allowed(before, after, who)
    if isinstance(answer, Refusal):
        assert answer.reason.endswith(".")
        assert answer.reason[0].isupper()
        assert answer.is_forbidden == (who == Who.LIGHT_AGENT)


@given(statuses, everybody, st.booleans())
def test_no_move_leaves_closed(after, who, undoes):
    """But the system taking back its own closing, as when a merge is undone."""
    answer = allowed("closed", after, who, undoes=undoes)
    assert isinstance(answer, Move) == (who == Who.SYSTEM and undoes)


@given(statuses, everybody)
def test_nothing_becomes_new_again(before, who):
    assert isinstance(allowed(before, "new", who), Refusal)


@given(statuses, everybody)
def test_only_the_system_closes(before, who):
    closes = isinstance(allowed(before, "closed", who), Move)
    assert closes == (who == Who.SYSTEM and before != "closed")


@given(st.lists(st.tuples(statuses, everybody), max_size=30))
def test_on_any_walk_new_comes_first_and_closed_last(steps):
    path = [Status.NEW]
    for after, who in steps:
        if isinstance(allowed(path[-1], after, who), Move):
            path.append(Status(after))
    assert Status.NEW not in path[1:]
    assert Status.CLOSED not in path[:-1]


@given(statuses, statuses, everybody)
def test_what_a_person_did_the_same_person_may_take_back(before, after, who):
    if isinstance(allowed(before, after, who), Move) and after != "closed":
        assert isinstance(allowed(after, before, who, undoes=True), Move)


@given(statuses, everybody)
def test_a_menu_offers_what_is_allowed(before, who):
    offered = afters(before, who)
    assert offered == [to for to in Status if isinstance(allowed(before, to, who), Move)]


@pytest.mark.parametrize(
    ("before", "after", "who", "words"),
    [
        ("closed", "open", Who.AGENT, "This ticket is closed for good. Open a follow-up."),
        ("open", "new", Who.AGENT, "A ticket is new only once. Set it to Open"),
        ("solved", "closed", Who.TOKEN, "Clew closes solved tickets by itself"),
        ("open", "solved", Who.LIGHT_AGENT, "Ask an admin for the agent role"),
        ("new", "solved", Who.CUSTOMER, "Nobody has answered"),
        ("closed", "open", Who.SYSTEM, "closed for good"),
    ],
)
def test_refusals_in_words(before, after, who, words):
    answer = allowed(before, after, who)
    assert isinstance(answer, Refusal)
    assert words in answer.reason


NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@given(
    st.timedeltas(min_value=timedelta(days=-90), max_value=timedelta(days=90)), st.integers(1, 60)
)
def test_a_ticket_sleeps_until_a_date_in_reach(ahead, most):
    fine = timedelta(0) < ahead <= timedelta(days=most)
    assert (wake_up_refusal(NOON + ahead, at=NOON, most_days=most) is None) == fine


def test_a_ticket_does_not_sleep_for_ever():
    refusal = wake_up_refusal(None, at=NOON, most_days=31)
    assert refusal
    assert "needs a date" in refusal.reason
