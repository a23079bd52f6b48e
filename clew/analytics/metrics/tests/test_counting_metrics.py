"""Metrics of one customer on the real engine: periods and their borders, each kind of math."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import orjson
import pytest

from clew.analytics.metrics.counting import measured
from clew.analytics.metrics.wording import NOTHING
from clew.analytics.models import UsageMetric
from clew.events.records import Whose
from clew.events.store.rows import insert, instant

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
ADA = Whose(1, distinct_ids=["ada", "ada@tea.example"])
ACME = Whose(1, group=(2, "acme"), also=["acme-old"])
MS = timedelta(milliseconds=1)


def row(ago, event="tea poured", distinct_id="ada", person=7, properties=None, **columns):
    return {
        "environment_id": 1,
        "distinct_id": distinct_id,
        "timestamp": instant(NOW - ago),
        "uuid": uuid4(),
        "event": event,
        "person_id": UUID(int=person),
        "person_mode": "full",
        "properties_text": orjson.dumps(properties or {}).decode(),
        "lib": "web",
        "received_at": instant(NOW),
    } | columns


def days(count, plus=timedelta()):
    return timedelta(days=count) + plus


def metric(**values):
    given = {"name": "Tea", "events": [{"event": "tea poured"}], "days": 7} | values
    return UsageMetric(**given)


@pytest.fixture
def count(store):
    def of(rows, *metrics, whose=ADA):
        insert(store, rows, token=str(uuid4()))
        return measured(None, whose, now=NOW, metrics=metrics)

    return of


def test_periods_end_now_and_share_no_event(count):
    rows = [
        row(days(0)), row(days(7, -MS)),  # the first and the last of this period
        row(days(7)), row(days(14, -MS)),  # of the one before
        row(days(14)), row(-MS), row(days(1), environment_id=2), row(days(1), distinct_id="bob"),
    ]  # fmt: skip
    (found,) = count(rows, metric())
    assert (found.value, found.previous, found.events) == (2, 2, 2)
    assert list(found.series) == [1, 0, 0, 0, 0, 0, 1]
    assert (found.change, found.change_words, found.tone) == (0, "same", "")


def test_each_kind_of_math_in_one_question(count):
    rows = [
        row(days(1), properties={"size": 3}),
        row(days(2), properties={"size": "4.5"}, distinct_id="ada@tea.example", person=8),
        row(days(2.5), properties={"size": "big"}),
        row(days(8), properties={"size": 10}),
        row(days(1), "cup washed", properties={"size": 100}),
    ]
    size = {"math_property": "size"}
    found = count(
        rows,
        metric(name="count"),
        metric(name="sum", math="sum", **size),
        metric(name="last", math="last", **size),
        metric(name="people", math="people"),
        metric(name="last of nothing", math="last", math_property="none"),
        metric(name="both", events=[{"event": "tea poured"}, {"event": "cup washed"}], days=30),
    )
    by_name = {one.metric.name: one for one in found}
    told = {name: (one.value, one.previous) for name, one in by_name.items()}
    assert told == {
        "count": (3, 1), "sum": (7.5, 10), "last": (3, 10), "people": (1, 1),
        "last of nothing": (None, None), "both": (5, 0),
    }  # fmt: skip
    # day 0 is the last 24 hours, so what happened exactly a day ago is on the day before
    assert list(by_name["sum"].series) == [0, 0, 0, 0, 4.5, 3, 0]
    assert list(by_name["last"].series) == [10, 10, 10, 10, 4.5, 3, 3]
    assert by_name["last of nothing"].value_words == NOTHING
    assert sum(by_name["count"].series) == 3


def test_an_account_counts_its_people_and_what_was_merged_into_it(count):
    rows = [
        row(days(1), person=1, group_2="acme"),
        row(days(1), person=1, distinct_id="ada-phone", group_2="acme"),
        row(days(2), person=2, distinct_id="bob", group_2="acme-old"),
        row(days(2), person=3, distinct_id="eve", group_2="other"),
        row(days(2), person=4, distinct_id="joe", group_1="acme"),
    ]
    people, events = count(rows, metric(math="people"), metric(), whose=ACME)
    assert (people.value, events.value) == (2, 3)


def test_what_clew_itself_noted_is_no_use_of_the_product(count):
    rows = [row(days(1)), row(days(1), "ticket opened", lib="clew")]
    anything, tickets = count(
        rows, metric(events=[{"event": ""}]), metric(events=[{"event": "ticket opened"}])
    )
    assert (anything.value, tickets.value) == (1, 0)


def test_the_largest_worsening_comes_first(count):
    rows = [row(days(n)) for n in (1, 2, 8, 9, 10, 11)]
    rows += [row(days(1), "$exception"), row(days(1), "bread"), row(days(8), "bread")]
    found = count(
        rows,
        metric(name="same", events=["bread"]),
        metric(name="halved"),
        metric(name="errors", events=["$exception"], more_is_better=False),
        metric(name="fewer is fine", more_is_better=False),
    )
    assert [one.metric.name for one in found] == ["errors", "halved", "same", "fewer is fine"]
    assert [one.tone for one in found] == ["red", "red", "", "green"]
    assert [one.change_words for one in found] == ["new", "50%", "same", "50%"]
    assert "2 in the last 7 days, less than the 4 of the 7 days before. This is worse." in (
        found[1].sentence
    )


def test_nothing_is_asked_without_metrics(count):
    assert count([]) == []
