import pytest

from clew.analytics.metrics.matching import EventMatcher, PropertyFilter
from clew.analytics.metrics.reading import NotUnderstood, read_filters, read_matchers
from clew.analytics.sparklines import points, sentence


def test_what_was_read_is_written_the_same():
    sent = [
        {"event": "tea poured", "filters": [{"property": "a.b", "operator": "is", "value": ["x"]}]},
        {"event": "", "filters": [{"property": "$os", "operator": "set"}]},
    ]
    assert [one.as_json() for one in read_matchers(sent)] == sent


def test_values_become_texts_as_the_store_has_them():
    sent = {"property": "size", "operator": "is", "value": [12.0, 12, True, "x", "x", 0.5]}
    assert read_filters([sent]) == (PropertyFilter("size", "is", ("12", "true", "x", "0.5")),)
    assert read_filters([{"property": " size ", "operator": "gt", "value": " 1e3"}]) == (
        PropertyFilter("size", "gt", ("1000",)),
    )
    assert read_matchers(["tea poured"]) == (EventMatcher("tea poured"),)
    assert read_matchers(None) == ()


def test_all_that_is_wrong_is_said_at_once_by_its_place():
    sent = [
        {"event": "a", "filters": [{"property": "", "operator": "is", "value": "x"}]},
        {"event": "b", "filters": [
            {"property": "p", "operator": "between", "value": "x"},
            {"property": "p", "operator": "gt", "value": "much"},
        ]},
    ]  # fmt: skip
    with pytest.raises(NotUnderstood) as refused:
        read_matchers(sent)
    assert [problem.place for problem in refused.value.problems] == [
        "events.0.filters.0.property", "events.1.filters.0.operator", "events.1.filters.1.value",
    ]  # fmt: skip
    assert "Event 1, filter 1: Choose a property." in str(refused.value)
    assert "Event 2, filter 2: Give a number" in str(refused.value)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("tea", "has to be a list"),
        ([7], "Give an event by its name"),
        ([{"event": 7}], "name is text"),
        ([{"event": "x" * 201}], "at most 200"),
        ([{"event": "x"}] * 21, "At most 20"),
        ([{"event": "x", "filters": ["y"]}], "Choose a property"),
        ([{"event": "x", "filters": [{"property": "p", "value": None}]}], "Give a value"),
        ([{"event": "x", "filters": [{"property": "p", "value": [{}]}]}], "Give a value"),
        ([{"event": "x", "filters": [{"property": "p", "value": ["v"] * 51}]}], "At most 50"),
        ([{"event": "x", "filters": [{"property": "p", "operator": "gt"}]}], "Give a number"),
        ([{"event": "x", "filters": [{"property": "p", "operator": "gt", "value": "nan"}]}],
         "Give a number"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(sent, said):
    with pytest.raises(NotUnderstood, match=said):
        read_matchers(sent)


def test_shared_filters_are_named_so():
    with pytest.raises(NotUnderstood, match="Shared filter 1: Choose a property"):
        read_filters([{}])


def test_a_sparkline_stays_in_its_frame():
    assert points([]) == ""
    assert points([0, 0]) == "1.5,26.5 118.5,26.5"
    assert points([0, 5, 10], 100, 20) == "1.5,18.5 50,10 98.5,1.5"
    assert points([3]) == "1.5,1.5 118.5,1.5"
    assert points([-1, 1], 10, 10) == "1.5,8.5 8.5,1.5"


def test_a_sparkline_is_told_in_a_sentence():
    assert sentence([0, 0]) == "Nothing on the last 2 days."
    told = sentence([0, 1200, 3])
    assert told.startswith("Day by day over 3 days: something on 2 of them, most yesterday (1,200)")
