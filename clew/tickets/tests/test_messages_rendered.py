"""Code in colours, names as chips, pictures that are ours."""

import pytest

from clew.tickets.pictures import without_pictures, words_for_pictures
from clew.tickets.rendering import html_of

PYTHON = '```python\ndef f(x):\n    return "a" + 1  # why\n```'
OURS = {"s" * 20: "/attachments/" + "s" * 20 + "/shot.png"}


def test_words_of_code_are_marked_by_what_they_are():
    html = html_of(PYTHON)
    for mark, word in (
        ("k", "def"),
        ("nf", "f"),
        ("s", "&quot;a&quot;"),
        ("m", "1"),
        ("c", "# why"),
    ):
        assert f'<span class="hl-{mark}">{word}</span>' in html.replace('"a"', "&quot;a&quot;")


@pytest.mark.parametrize("fence", ["```\nx = 1\n```", "```nothing-known\nx = 1\n```"])
def test_code_in_no_known_language_stays_plain(fence):
    assert "x = 1" in html_of(fence)
    assert "<span" not in html_of(fence)


def test_very_long_code_is_not_searched_for_words():
    assert "<span" not in html_of("```python\n" + "x = 1\n" * 5000 + "```")


def test_code_never_becomes_markup():
    html = html_of("```html\n<script>alert(1)</script><b onclick=x>\n```")
    assert "<script" not in html
    assert "<b" not in html


def test_a_name_is_a_chip_where_it_is_said_and_known():
    html = html_of("@Maya Lindholm and @Maya, `@Maya Lindholm`", mentions=["Maya Lindholm"])
    assert html.count('<span class="mention">@Maya Lindholm</span>') == 1
    assert "and @Maya," in html


def test_the_longest_name_wins_and_mail_addresses_are_no_names():
    html = html_of("@Ada Berg, a@Ada.example", mentions=["Ada", "Ada Berg"])
    assert '<span class="mention">@Ada Berg</span>' in html
    assert html.count("mention") == 1


def test_a_picture_of_the_message_is_shown_and_every_other_is_words():
    secret = next(iter(OURS))
    html = html_of(f"![My shot](attachment:{secret})", pictures=OURS)
    assert f'src="/attachments/{secret}/shot.png" alt="My shot"' in html
    assert "<img" not in html_of(f"![My shot](attachment:{secret})")
    assert "<img" not in html_of("![x](https://tracker.example/p.gif)", pictures=OURS)
    assert "<img" not in html_of("![x](/attachments/other/p.gif)", pictures=OURS)


def test_who_cannot_see_a_picture_reads_its_name():
    secret = next(iter(OURS))
    text = f"See ![My shot](attachment:{secret})"
    assert words_for_pictures(text) == "See [My shot, attached]"
    assert "[My shot, attached]" in without_pictures(html_of(text, pictures=OURS))
    assert "<img" not in without_pictures(html_of(text, pictures=OURS))
