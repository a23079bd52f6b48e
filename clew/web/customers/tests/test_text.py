import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.web.customers.property_values import LONG, ROWS, rows_of
from clew.web.customers.text import clean, number, web_address

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(JSON, st.integers(1, 300))
def test_any_value_becomes_one_short_encodable_line(value, limit):
    line = clean(value, limit)
    assert len(line) <= limit
    assert "\n" not in line
    line.encode()  # raises on a lone surrogate


def test_characters_that_reorder_or_hide_are_left_out():
    assert clean("in\u202evoice\u200b\u2066.exe\x07\ud800") == "invoice.exe"


@pytest.mark.parametrize(
    "address",
    ["https://app.heron.example/a?b=1#c", "http://heron.example:8080"],
)
def test_ordinary_addresses_are_links(address):
    assert web_address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<b>",
        "https://user:secret@heron.example",
        "https://heron.example/\u202egpj",
        "https://heron.example/ a",
        'https://heron.example/"onclick="x',
        "//heron.example",
        "https://",
        "http://[::1",
        "ftp://heron.example",
        "https://heron.example/" + "a" * 3000,
        42,
        None,
    ],
)
def test_anything_else_is_not(address):
    assert web_address(address) == ""


@pytest.mark.parametrize(
    ("sent", "read"),
    [("4.2", 4.2), (7, 7), ("nan", None), ("inf", None), (True, None), ("x", None), ([], None)],
)
def test_numbers_arrive_as_numbers_or_text(sent, read):
    assert number(sent) == read


def test_long_values_are_folded_and_cut():
    (row,) = rows_of({"log": "A" * (LONG + 50)}).rows
    assert len(row.line) <= 100
    assert len(row.body) == LONG
    assert row.left_out == 50


def test_own_properties_come_before_those_of_the_sdk_and_there_is_an_end():
    many = {f"own {n}": n for n in range(ROWS)} | {"$lib": "web"}
    rows = rows_of(many)
    assert not any(row.by_sdk for row in rows.rows)
    assert rows.left_out == 1
    assert [row.name for row in rows_of({"$lib": 1, "b": 2, "A": 3}).rows] == ["A", "b", "$lib"]


def test_nested_values_say_how_much_is_inside():
    lines = {
        row.name: row.line for row in rows_of({"a": {"x": [1]}, "b": ["x", "y"], "c": [{}]}).rows
    }
    assert lines == {"a": "1 field", "b": "x, y", "c": "1 item"}
