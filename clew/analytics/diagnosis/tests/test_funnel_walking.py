"""How far somebody came: against every way there is, tried one by one."""

from datetime import timedelta
from itertools import pairwise, product
from random import Random

import pytest

from clew.analytics.diagnosis.funnels.walking import Touch, furthest, shifted
from clew.analytics.diagnosis.tests.cases import ago

START = ago(30)
MASKS = (0b000, 0b001, 0b010, 0b100, 0b001, 0b010, 0b100, 0b011, 0b101, 0b110, 0b111)


def touch(minute, steps, distinct_id="ada"):
    return Touch(START + timedelta(minutes=minute), steps, distinct_id)


def every_way(events, steps, window):
    """The oracle: tries all."""
    best = 0

    def go(done, first, last, used):
        nonlocal best
        best = max(best, done)
        for place, (minute, mask) in enumerate(events):
            fits = done < steps and place not in used and mask >> done & 1
            if fits and (not done or (minute >= last and minute - first <= window)):
                go(done + 1, minute if not done else first, minute, used | {place})

    go(0, 0, 0, frozenset())
    return best


def made_events(seed, people=1500):
    random = Random(seed)
    for _ in range(people):
        yield [(random.randint(1, 8), random.choice(MASKS)) for _ in range(random.randint(1, 7))]


def test_the_oracle_agrees():
    for events in made_events(7):
        way = furthest([touch(*each) for each in events], 3, timedelta(minutes=4))
        assert len(way) == every_way(events, 3, 4), events
        for before, after in pairwise(way):
            assert before.at <= after.at
            assert before is not after
        assert all(each.steps >> place & 1 for place, each in enumerate(way))


@pytest.mark.parametrize(
    ("events", "steps"),
    [
        ([], 0),
        ([(1, 0b010)], 0),  # never began
        ([(1, 0b001), (2, 0b010), (3, 0b100)], 3),
        ([(3, 0b001), (2, 0b010), (1, 0b100)], 1),  # the wrong way round
        ([(1, 0b001), (5, 0b010)], 2),  # just within the window
        ([(1, 0b001), (6, 0b010)], 1),  # a minute later
        ([(1, 0b001), (6, 0b001), (7, 0b010)], 2),  # began anew
        ([(1, 0b010), (1, 0b001)], 2),  # the same instant, told the other way round
        ([(1, 0b011)], 1),  # one event is one step
        ([(1, 0b011), (1, 0b011)], 2),
    ],
)
def test_borders(events, steps):
    assert len(furthest([touch(*each) for each in events], 3, timedelta(minutes=4))) == steps


def test_many_events_of_one_instant_end():
    events = [touch(1, mask) for mask in range(1, 256)] * 4
    assert len(furthest(events, 8, timedelta(0))) == 8


def test_a_little_funnel_of_two_steps():
    events = [touch(1, 0b010), touch(2, 0b100), touch(3, 0b001)]
    for first, steps in enumerate((1, 2)):
        assert len(furthest(shifted(events, first), 2, timedelta(minutes=4))) == steps


def test_the_first_way_that_came_furthest_is_kept():
    events = [touch(n, mask) for n, mask in product((1, 2, 20, 21), (0b01, 0b10))]
    way = furthest(events, 2, timedelta(minutes=4))
    assert way[-1].at == START + timedelta(minutes=1)
