"""The language of the search box: everything typed means something."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clew.tickets.searching import Asked, Term, Word, operators, parse
from clew.tickets.searching.times import Span, span

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
PIECES = st.one_of(
    st.text(max_size=12),
    st.sampled_from([
        *('"', "-", ":", ">", "<", "#", "“", "”", "\x00", "\\", "%", "status:", "-status:open"),
        *("created>7d", '"a', 'b"', "x:y", "order:newest"),
        *(f"{each.name}:" for each in operators()),
        *(each.example for each in operators()),
        "مرحبا", "https://shop.example/?a=b", "  ",
    ]),
)  # fmt: skip


@given(
    st.lists(PIECES, max_size=10).flatmap(
        lambda some: st.sampled_from(["".join(some), " ".join(some)])
    )
)
@example('"')
@example('-"-"')
@example("a:>b")
@example('status:"')
@example("#" + "9" * 400)
def test_whatever_is_typed_is_read_and_says_itself_again(text):
    asked = parse(text)
    assert parse(str(asked)) == asked


@pytest.mark.parametrize(("text", "asked"), [
    ("export slow", Asked((Word("export"), Word("slow")))),
    ('"row 7" -csv', Asked((Word("row 7", phrase=True), Word("csv", negated=True)))),
    ("status:open export", Asked((Word("export"),), (Term("status", "open"),))),
    ("-tag:eu", Asked((), (Term("tag", "eu", negated=True),))),
    ('area:"Data export"', Asked((), (Term("area", "Data export"),))),
    ("area:“Data export”", Asked((), (Term("area", "Data export"),))),
    ("created>=2026-01-01", Asked((), (Term("created", "2026-01-01", ">="),))),
    ("created:>7d", Asked((), (Term("created", "7d", ">"),))),
    ("from:ada Company:heron", Asked((), (Term("requester", "ada"), Term("account", "heron")))),
    ("#1042 x", Asked((Word("x"),), number=1042)),
    ("1042", Asked((Word("1042"),))),
    ("12:30 a<b", Asked((Word("12:30"), Word("a<b")))),
    ("https://shop.example", Asked((Word("https://shop.example"),))),
    ("TypeError: x", Asked((Word("TypeError:"), Word("x")))),
    ("status:", Asked()),
    ("", Asked()),
])  # fmt: skip
def test_words_and_terms(text, asked):
    assert parse(text) == asked
    assert not parse(text).hints


def test_a_slip_is_told_with_what_was_probably_meant():
    (hint,) = parse("slow stauts:open export").hints
    assert hint.text == "“stauts:” is not an operator. Did you mean “status:”?"
    assert hint.better == "slow status:open export"
    (hint,) = parse("zzz:open").hints
    assert "searched for as words" in hint.text
    assert parse("zzz:open").words == (Word("zzz:open"),)


@pytest.mark.parametrize(("value", "comparison", "start", "end"), [
    ("2026-01-05", ":", "2026-01-05", "2026-01-06"),
    ("2026-01-05", ">", "2026-01-06", ""),
    ("2026-01-05", ">=", "2026-01-05", ""),
    ("2026-01-05", "<", "", "2026-01-05"),
    ("2026-01-05", "<=", "", "2026-01-06"),
    ("2025-12", ":", "2025-12-01", "2026-01-01"),
    ("today", ":", "2026-03-10", "2026-03-11"),
    ("yesterday", ":", "2026-03-09", "2026-03-10"),
    ("2026-01-01..2026-01-31", ":", "2026-01-01", "2026-02-01"),
    ("..2026-01", ":", "", "2026-02-01"),
])  # fmt: skip
def test_times(value, comparison, start, end):
    zone = ZoneInfo("UTC")
    moments = [
        datetime.fromisoformat(f"{day}T00:00:00+00:00") if day else None for day in (start, end)
    ]
    assert span(value, comparison, now=NOW, zone=zone) == Span(*moments)


def test_days_begin_where_the_reader_is():
    tokyo = span("today", ":", now=NOW, zone=ZoneInfo("Asia/Tokyo"))
    assert tokyo == Span(
        datetime(2026, 3, 9, 15, tzinfo=UTC), datetime(2026, 3, 10, 15, tzinfo=UTC)
    )


@given(st.text(max_size=20), st.sampled_from([":", ">", ">=", "<", "<="]))
@example("9999-12-31", "<=")
@example("9999y", ":")
@example("0001-01-01", ">=")
def test_nonsense_is_no_time_and_no_error(value, comparison):
    span(value, comparison, now=NOW, zone=ZoneInfo("Pacific/Kiritimati"))


def test_a_relative_time_is_since_or_before():
    week = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
    zone = ZoneInfo("UTC")
    assert span("7d", ">", now=NOW, zone=zone) == span("7d", ":", now=NOW, zone=zone)
    assert span("7d", ":", now=NOW, zone=zone) == Span(week, None)
    assert span("1w", "<", now=NOW, zone=zone) == Span(None, week)
