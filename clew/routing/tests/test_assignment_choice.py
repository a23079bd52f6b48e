"""Whose turn it is, in words."""

from datetime import UTC, datetime, timedelta

from clew.routing.assigning.choosing import Candidate, choose
from clew.routing.models import Way

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def who(staff_id, **fields):
    return Candidate(staff_id=staff_id, name=f"P{staff_id}", **fields)


def test_in_turn_the_longest_without_one_is_next():
    people = [who(1, last_turn_at=NOON), who(2, last_turn_at=NOON - timedelta(hours=1)), who(3)]
    assert choose(Way.ROUND_ROBIN, "Support", people).staff_id == 3
    choice = choose(Way.ROUND_ROBIN, "Support", [*people[:1], who(2, hours="working until 17:00")])
    assert choice.staff_id == 2
    assert choice.reason == "by round robin: next in Support, working until 17:00"


def test_the_fewest_tickets_and_then_the_turn():
    people = [who(1, load=2), who(2, load=1, last_turn_at=NOON), who(3, load=1)]
    choice = choose(Way.LEAST_LOADED, "Support", people)
    assert (choice.staff_id, choice.reason) == (3, "with the fewest in Support: 1 ticket")


def test_who_is_full_away_off_or_takes_no_part_is_passed_over():
    people = [
        who(1, load=5, capacity=5),
        who(2, away="Away until Mon 30 Nov"),
        who(3, works=False),
        who(4, takes_part=False),
    ]
    assert choose(Way.ROUND_ROBIN, "Support", [*people, who(5, load=99)]).staff_id == 5
    assert choose(Way.ROUND_ROBIN, "Support", people).staff_id is None


def test_it_says_why_nobody():
    def why(*people):
        return choose(Way.LEAST_LOADED, "Support", people).reason

    full = who(1, load=5, capacity=5)
    assert why(full, who(2, works=False)) == (
        "everybody in Support who works now has as many tickets as they take"
    )
    assert why(who(1, works=False), who(2, away="Away")) == "nobody in Support works now"
    assert why(who(1, away="Away")) == "everybody in Support is away"
    assert why(who(1, takes_part=False)) == "nobody in Support takes part in assignment"
    assert why() == "nobody in Support takes part in assignment"


def test_by_expert_first_who_knows_and_then_in_turn():
    inside, expert = who(1), who(2, is_expert=True, is_member=False, hours="working until 18:00")
    choice = choose(Way.SME, "Support", [inside, expert], experts="Flags")
    assert choice.staff_id == 2
    assert choice.reason == "as expert for Flags, working until 18:00"
    asleep = who(2, is_expert=True, is_member=False, works=False)
    choice = choose(Way.SME, "Support", [inside, asleep], experts="Flags")
    assert choice.staff_id == 1
    assert choice.reason == "by round robin: next in Support, as no expert for Flags works now"
    assert choose(Way.ROUND_ROBIN, "Support", [expert]).staff_id is None
