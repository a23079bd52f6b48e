from datetime import UTC, datetime
from decimal import Decimal

import pytest

from clew.people.accounts.calculating import Source, account_values
from clew.people.accounts.fields import Owner
from clew.people.accounts.reading import count_in, number_in, time_in


@pytest.mark.parametrize(
    ("given", "number"),
    [
        (1200, "1200"),
        (12.345, "12.34"),
        ("1200", "1200"),
        ("1,200", "1200"),
        ("1,200.50", "1200.50"),
        ("1.200,50", "1200.50"),
        ("€ 1.200,50", "1200.50"),
        ("$1,200", "1200"),
        ("1 200,5 EUR", "1200.50"),
        ("1\u00a0200", "1200"),
        ("1'200", "1200"),
        ("12,5", "12.50"),
        ("1.234.567", "1234567"),
        ("12k", "12000"),
        ("1.5M", "1500000"),
        ("US$ 99", "99"),
        ("99 USD / month", None),
        ("-5", "-5"),
        ("0", "0"),
        (True, None),
        ("", None),
        ("n/a", None),
        ("enterprise 2", None),
        ("12 to 15", None),
        (float("nan"), None),
        (float("inf"), None),
        (10**30, None),
        ("9" * 70, None),
        ([], None),
        ({}, None),
        (None, None),
        (".", None),
        (",,", None),
    ],
)
def test_numbers_are_read_as_products_write_them(given, number):
    assert number_in(given) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(("given", "count"), [("40", 40), (40.0, 40), (-1, None), ("many", None)])
def test_seats_are_counts(given, count):
    assert count_in(given) == count


@pytest.mark.parametrize(
    "given",
    [
        "2026-03-04",
        "2026-03-04T00:00:00Z",
        "2026-03-04T01:00:00+01:00",
        "2026-03-04 00:00:00",
        "2026-03-04 00:00:00 UTC",
        1772582400,
        1772582400000,
        1772582400.0,
        "1772582400",
        "1772582400000",
        "4 March 2026",
        "Mar 4, 2026",
        "04.03.2026",
        "2026/03/04",
        "20260304",
        "Wed, 04 Mar 2026 00:00:00 +0000",
    ],
)
def test_times_are_read_in_many_forms(given):
    assert time_in(given) == datetime(2026, 3, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "junk",
    ["", "soon", "03/04/2026", "31/31/2026", "2026-13-40", True, -1, 10**40, [], {}, None, "0",
     "0001-01-01", "9999-12-31T23:59:59", float("nan")],
)  # fmt: skip
def test_times_that_are_none_are_left_out(junk):
    assert time_in(junk) is None


def test_a_day_that_can_only_be_one_is_read():
    assert time_in("25/12/2026") == time_in("12/25/2026") == datetime(2026, 12, 25, tzinfo=UTC)


PROPERTY, METRIC, NONE = "property", "metric", "none"
CASES = [
    ("usual names", {"plan": "pro", "mrr": "1,200"}, {}, {}, {},
     {"plan": "pro", "mrr": Decimal(1200)}),
    ("the first name that says something", {"mrr": "soon", "mrr_usd": 5}, {}, {}, {},
     {"mrr": Decimal(5), "currency": "USD"}),
    ("a chosen property only", {"plan": "pro", "tier": "gold"}, {"plan": (PROPERTY, "tier")}, {},
     {}, {"plan": "gold"}),
    ("a chosen property that is not there", {"plan": "pro"}, {"plan": (PROPERTY, "tier")}, {}, {},
     {}),
    ("by hand only", {"plan": "pro"}, {"plan": (NONE, "")}, {}, {}, {}),
    ("by hand only, given", {"plan": "pro"}, {"plan": (NONE, "")}, {"plan": "free"}, {},
     {"plan": "free"}),
    ("given wins", {"plan": "pro"}, {}, {"plan": "enterprise"}, {}, {"plan": "enterprise"}),
    ("junk given does not", {"seats": 5}, {}, {"seats": "??"}, {}, {"seats": 5}),
    ("a metric", {"mrr": 1}, {"mrr": (METRIC, "paid")}, {}, {"paid": 99.5},
     {"mrr": Decimal("99.50")}),
    ("a metric not counted yet", {"mrr": 1}, {"mrr": (METRIC, "paid")}, {}, {}, {}),
    ("given wins over a metric", {}, {"mrr": (METRIC, "paid")}, {"mrr": 7}, {"paid": 99},
     {"mrr": Decimal(7)}),
    ("an owner by name", {"csm": " Ada  Okafor "}, {}, {}, {}, {"csm": Owner(name="Ada Okafor")}),
    ("an owner by email", {"owner": "ada@northwind.example"}, {}, {}, {},
     {"csm": Owner(email="ada@northwind.example")}),
    ("an owner as an object", {"tam": {"name": "Bo", "email": "bo@x.example"}}, {}, {}, {},
     {"tam": Owner(name="Bo", email="bo@x.example")}),
    ("an owner of staff", {}, {}, {"ae": {"staff": 7}}, {}, {"ae": Owner(staff=7)}),
    ("risk as a switch", {"risk": True, "region": "EU  West"}, {}, {}, {},
     {"risk": "Yes", "region": "EU West"}),
    ("no risk", {"risk": False}, {}, {}, {}, {}),
    ("junk everywhere", {"plan": 5, "mrr": [], "arr": {}, "currency": "euros", "seats": -3,
     "trial_ends_at": "x", "csm": 5, "region": None}, {}, {}, {}, {}),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_what_an_account_is_worked_out_from(case):
    _, properties, chosen, given, figures, values = case
    sources = {field: Source(*source) for field, source in chosen.items()}
    assert account_values(properties, sources, given, figures) == values
