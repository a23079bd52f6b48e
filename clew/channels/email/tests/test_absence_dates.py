# ruff: noqa: RUF001  dates in many alphabets
"""Until when somebody is away, in the words and orders of many languages."""

from datetime import date

import pytest

from clew.channels.email.machines.absence_dates import end_of_absence
from clew.channels.email.machines.absence_words import announces_itself
from clew.channels.email.machines.status_words import reason_in_words

WRITTEN = date(2026, 11, 22)  # a Sunday
SAID = [
    ("I am out of the office until 3 December and", "2026-12-03"),
    ("until December 3rd, 2026.", "2026-12-03"),
    ("Ich bin bis einschließlich 03.12.2026 nicht im Büro", "2026-12-03"),
    ("bis zum 3. Dezember im Urlaub", "2026-12-03"),
    ("Ab dem 7.12. bin ich wieder für Sie da", "2026-12-07"),
    ("Ab dem 1.12. bin ich im Urlaub.", None),
    ("vom 23.11. bis 04.12.2026", "2026-12-04"),
    ("absent du 23 novembre au 4 décembre inclus", "2026-12-04"),
    ("jusqu’au 3 décembre 2026", "2026-12-03"),
    ("de retour le lundi 7 décembre", "2026-12-07"),
    ("hasta el 3 de diciembre de 2026", "2026-12-03"),
    ("fino al 3 dicembre", "2026-12-03"),
    ("t/m 4 december", "2026-12-04"),
    ("até 4 de dezembro", "2026-12-04"),
    ("do 4 grudnia 2026 r.", "2026-12-04"),
    ("tillbaka den 7 december", "2026-12-07"),
    ("t.o.m. 4/12", "2026-12-04"),
    ("tilbage mandag d. 7. december", "2026-12-07"),
    ("12月4日まで不在", "2026-12-04"),
    ("2026年12月4日まで休暇", "2026-12-04"),
    ("至12月4日", "2026-12-04"),
    ("12월 4일까지 부재", "2026-12-04"),
    ("в отпуске до 4 декабря", "2026-12-04"),
    ("4 Aralık tarihine kadar izindeyim", "2026-12-04"),
    ("2026. december 4-ig szabadságon", "2026-12-04"),
    ("through 12/4/2026", "2026-12-04"),
    ("until 4/12/2026", "2026-12-04"),
    ("back on Monday", "2026-11-23"),
    ("until Friday, 27 November", "2026-11-27"),
    ("from 3 to 10 January", "2027-01-10"),
    ("out since 12 Nov. I'll be back 2026-12-01", "2026-12-01"),
    ("3.12.2026 asti lomalla", "2026-12-03"),
    ("до 04.12.2026 г. отсутствую", "2026-12-04"),
    ("μέχρι 4 Δεκεμβρίου", "2026-12-04"),
    ("Fino a venerdì 4 dicembre sono in ferie", "2026-12-04"),
    ("Call me at 030 12.34.56 until then", None),
    ("do 4. prosince na dovolené", "2026-12-04"),
    ("until the end of the month", None),
    ("We received your order 12/4/2026", None),
]


@pytest.mark.parametrize(("text", "until"), SAID)
def test_the_end_of_an_absence_is_read(text, until):
    assert end_of_absence(text, WRITTEN) == (until and date.fromisoformat(until))


def test_without_the_day_it_was_written_only_whole_dates_count():
    assert end_of_absence("until 3 December", None) is None
    assert end_of_absence("until 3 December 2026", None) == date(2026, 12, 3)


def test_long_nonsense_is_read_quickly():
    for text in ("until " * 5000, "1." * 9000, "mar " * 9000, "a" * 40_000, "bis 3.\n" * 4000):
        end_of_absence(text[:4000], WRITTEN)
        announces_itself(text)


@pytest.mark.parametrize(
    ("subject", "does"),
    [
        ("Automatic reply: Re: [#42] Export", True),
        ("Abwesenheitsnotiz: Export", True),
        ("自動返信: エクスポート", True),
        ("RE: OOO", True),
        ("Out of office replies do not work", False),
        ("Abwesenheiten im Kalender", False),
        ("On vacation mode broken", False),
    ],
)
def test_subjects_of_machines_begin_in_their_own_way(subject, does):
    assert announces_itself(subject) == does


@pytest.mark.parametrize(
    ("status", "said", "words"),
    [
        ("5.1.1", "550 unknown", "There is no such mailbox (5.1.1): 550 unknown"),
        ("5.0.0", "550 5.2.2 over quota", "The mailbox is full (5.2.2): 550 5.2.2 over quota"),
        ("", "550 user unknown", "There is no such mailbox: 550 user unknown"),
        ("5.7.1", "", "Their mail server refused it as spam or by its policy (5.7.1)"),
        ("4.4.7", "", "It could not be delivered in time (4.4.7)"),
        ("5.7.99", "", "Their mail server refused it as spam or by its policy (5.7.99)"),
        ("", "554 no", "Their mail server refused it: 554 no"),
        ("", "", "It could not be delivered"),
    ],
)
def test_a_status_is_said_in_words(status, said, words):
    assert reason_in_words(status, said) == words
