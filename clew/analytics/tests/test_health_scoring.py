"""From numbers to a score, in tables and by laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.analytics.health.scoring import (
    Bands,
    Measure,
    Weighed,
    band_of,
    number,
    scored,
    shares,
    weighted,
)

SEATS = Weighed("activity", "Active people", 25, Bands(healthy=40, poor=10), "%")
TICKETS = Weighed("tickets", "Tickets", 10, Bands(healthy=5, poor=10))
NUMBERS = st.floats(-1000, 1000, allow_nan=False)


@pytest.mark.parametrize(
    ("bands", "value", "points"),
    [
        (Bands(40, 10), 40, 100),
        (Bands(40, 10), 90, 100),
        (Bands(40, 10), 25, 50),
        (Bands(40, 10), 10, 0),
        (Bands(40, 10), 0, 0),
        (Bands(5, 10), 5, 100),
        (Bands(5, 10), 0, 100),
        (Bands(5, 10), 8, 40),
        (Bands(5, 10), 10, 0),
        (Bands(-10, -50), -30, 50),
        (Bands(3, 3), 3, 100),
        (Bands(3, 3), 3.1, 0),
    ],
)
def test_points_between_the_marks(bands, value, points):
    assert bands.points(value) == pytest.approx(points)


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_points_stay_within_bounds_and_never_turn_round(healthy, poor, one, other):
    bands = Bands(healthy, poor)
    less, more = sorted((one, other))
    assert 0 <= bands.points(less) <= 100
    better = (more, less) if bands.more_is_better else (less, more)
    assert bands.points(better[0]) >= bands.points(better[1])


parts = st.lists(
    st.tuples(
        st.builds(Weighed, st.text("abc"), st.text("abc"), st.integers(0, 100),
                  st.builds(Bands, NUMBERS, NUMBERS)),
        st.none() | st.builds(Measure, NUMBERS, st.just("said")),
    ),
    max_size=6,
)  # fmt: skip


@given(parts)
def test_the_total_lies_between_its_parts(rows):
    found = scored(rows)
    counted = [part.score for part in found.parts if part.score is not None]
    assert (found.total is None) == (not counted)
    if found.total is not None:
        assert min(counted) <= found.total <= max(counted)
    assert all(part.weight > 0 for part in found.parts)


@given(parts)
def test_what_weighs_nothing_changes_nothing(rows):
    without = [(each, found) for each, found in rows if each.weight > 0]
    assert scored(rows) == scored(without)


def test_a_part_without_data_is_left_out_and_says_so():
    found = scored([(SEATS, None), (TICKETS, Measure(10, "10 tickets in 30 days"))])
    assert found.total == 0
    assert [(part.kind, part.score) for part in found.parts] == [("tickets", 0), ("activity", None)]
    assert found.parts[1].reason == "Nothing is known yet, so this part is left out"


@pytest.mark.parametrize(
    ("value", "said", "reason"),
    [
        (38, "9 of 24 seats active in 7 days (38%)",
         "9 of 24 seats active in 7 days (38%), healthy from 40%"),
        (8, "2 of 24 seats active in 7 days (8%)",
         "2 of 24 seats active in 7 days (8%), poor at 10% or less"),
    ],
)  # fmt: skip
def test_a_reason_has_the_number_and_what_it_is_compared_with(value, said, reason):
    (part,) = scored([(SEATS, Measure(value, said))]).parts
    assert part.reason == reason


def test_what_costs_most_comes_first():
    errors = Weighed("errors", "Errors", 60, Bands(10, 50), "in 1,000 events")
    found = scored(
        [(TICKETS, Measure(10, "")), (SEATS, Measure(90, "")), (errors, Measure(30, ""))]
    )
    assert [part.kind for part in found.parts] == ["errors", "tickets", "activity"]
    assert found.parts[0].reason.endswith("healthy up to 10")
    assert found.total == 58  # 60 of 95 at 50 and 25 of 95 at 100


@pytest.mark.parametrize(
    ("score", "band"),
    [(100, "healthy"), (70, "healthy"), (69, "fair"), (40, "fair"), (39, "poor"), (0, "poor")],
)
def test_bands(score, band):
    assert band_of(score, healthy_from=70, fair_from=40) == band


@given(st.lists(st.integers(0, 100), max_size=12))
def test_shares_make_up_a_hundred(weights):
    found = shares(weights)
    assert sum(found) == (100 if any(weights) else 0)
    assert all(share == 0 for share, weight in zip(found, weights, strict=True) if not weight)


def test_nothing_weighed_is_no_score():
    assert weighted([]) is None
    assert scored([]).total is None


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (38.4, "38.4"),
        (38.04, "38"),
        (1204, "1,204"),
        (1204.6, "1,205"),
        (-18.3, "\N{MINUS SIGN}18.3"),
        (0, "0"),
    ],
)
def test_numbers_as_people_read_them(value, said):
    assert number(value) == said
