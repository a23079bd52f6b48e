"""Which area a page or some words point to."""

import pytest

from clew.routing.ownership.matching import AreaRules, by_keyword, by_page, matched, page_matches

AREAS = [
    AreaRules("Exports", ["/exports/*"], ["csv export", "parquet"]),
    AreaRules("Billing", ["billing.heron.example", "/settings/billing"], ["invoice*"]),
    AreaRules("Members", ["*.heron.example/*/members"], ["single sign-on"]),
    AreaRules("Settings", ["/settings/*"], []),
]


@pytest.mark.parametrize(
    ("rule", "url", "matches"),
    [
        ("/exports/*", "https://app.heron.example/exports/42", True),
        ("/exports/*", "https://app.heron.example/exports", True),
        ("/exports/*", "https://app.heron.example/exports/", True),
        ("/exports/*", "https://app.heron.example/exports-old", False),
        ("/exports/*", "https://app.heron.example/Exports/42?tab=1", True),
        ("/exports/*", "https://app.heron.example/team/exports/42", False),
        ("*/exports/*", "https://app.heron.example/team/exports/42", True),
        ("app.heron.example/exports/*", "https://app.heron.example/exports/1", True),
        ("app.heron.example/exports/*", "https://eu.heron.example/exports/1", False),
        ("https://app.heron.example/exports", "https://app.heron.example/exports/", True),
        ("billing.heron.example", "https://billing.heron.example/anything/else", True),
        ("*.heron.example", "https://billing.heron.example/anything", True),
        ("*.heron.example", "https://heron.example/anything", False),
        ("/#/exports/*", "https://app.heron.example/#/exports/7", True),
        ("/exports", "https://app.heron.example/exports#row-3", True),
        ("/*", "https://app.heron.example", True),
        ("", "https://app.heron.example/", False),
        ("/exports/*", "not an address", False),
        ("/exports/*", "https://[broken", False),
    ],
)
def test_a_page_rule_is_a_host_a_path_or_both(rule, url, matches):
    assert page_matches(rule, url) is matches


def test_the_rule_that_says_most_wins():
    found = by_page(AREAS, "https://app.heron.example/settings/billing")
    assert found
    assert (found.area, found.rule) == ("Billing", "/settings/billing")
    assert found.reason == "the page /settings/billing matched /settings/billing"


def test_keywords_are_whole_words_and_phrases():
    assert by_keyword(AREAS, subject="Exporting", body="csvexport") is None
    found = by_keyword(AREAS, subject="Nothing comes", body="My CSV\n export is empty")
    assert found
    assert (found.area, found.reason) == ("Exports", "the message has “csv export” in it")
    assert by_keyword(AREAS, subject="Two invoices", body="") is not None


def test_more_keywords_win_over_the_first_area():
    body = "The invoice mentions parquet, for our CSV export."
    found = by_keyword(AREAS, subject="", body=body)
    assert found
    assert found.area == "Exports"


def test_the_page_goes_before_words():
    url = "https://app.heron.example/exports/42"
    found = matched(AREAS, url=url, subject="invoice", body="invoice")
    assert found
    assert (found.area, found.how) == ("Exports", "page")
    assert matched(AREAS, url="", subject="Hello", body="there") is None


def test_many_stars_take_no_time():
    rule, url = "/" + "*a" * 90 + "*b", "https://app.heron.example/" + "a" * 1900
    assert page_matches(rule, url) is False
