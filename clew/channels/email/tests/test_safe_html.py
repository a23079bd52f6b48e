"""What is left of a stranger's HTML; most of it is shown by the corpus of mails."""

import pytest

from clew.channels.email.parsing.folding import fold
from clew.channels.email.parsing.link_marks import misleads
from clew.channels.email.parsing.safe_html import safe_html, with_remote_images
from clew.channels.email.parsing.words import html_of_text, text_of_html


@pytest.mark.parametrize(
    "odd",
    ["", "<", "<p", "&#1;<div></div>x", "\x00\ud800", "<!--", "<![CDATA[x", "<table><td>", "</p>"],
)
def test_anything_is_taken(odd):
    safe = safe_html(odd).html
    assert "\x01" not in safe
    fold(odd, safe)
    fold(odd, odd)
    text_of_html(odd)
    html_of_text(odd)


def test_deep_and_endless_html_takes_no_time():
    assert "x" in safe_html("<div>" * 30_000 + "x").html
    assert safe_html("<b><font color=1>" * 5_000 + "x").html == "x"
    assert "many" in safe_html("<p>many</p>" * 2_000).html


def test_pictures_from_elsewhere_come_over_https_only_and_no_trackers_with_them():
    html = (
        '<img src="http://a.example/1.png" alt="one"><img src="//b.example/2.png">'
        '<img src="https://t.example/o" width="1" height="1"><img src="file:///etc/passwd">'
    )
    assert safe_html(html) == ("one", 3)
    shown = with_remote_images(html)
    assert 'src="https://a.example/1.png"' in shown.html
    assert 'src="https://b.example/2.png"' in shown.html
    assert "t.example" not in shown.html
    assert "passwd" not in shown.html
    assert shown.remote_images == 1


@pytest.mark.parametrize(
    ("text", "target", "elsewhere"),
    [
        ("https://bank.example", "https://evil.example/", "evil.example"),
        ("bank.example", "https://bank.example.evil.example/", "bank.example.evil.example"),
        ("www.bank.example/in", "https://bank.example@evil.example/", "evil.example"),
        ("https://bank.example/x", "https://login.bank.example/", ""),
        ("bank.example", "http://www.bank.example/y", ""),
        ("Sign in", "https://evil.example/", ""),
        ("report.pdf", "https://files.example/1", ""),
        ("boss@bank.example", "mailto:boss@bank.example?subject=x", ""),
        ("boss@bank.example", "mailto:thief@evil.example", "thief@evil.example"),
        ("boss@bank.example", "https://evil.example", "evil.example"),
        ("Sign in", "https://b\u0430nk.example/", "xn--bnk-6cd.example"),
        ("https://bank.example", "https://[", ""),
    ],
)
def test_a_link_that_says_another_address_is_told_apart(text, target, elsewhere):
    assert misleads(text, target) == elsewhere


def test_text_keeps_its_shape_and_is_no_markdown():
    html = html_of_text(
        "# a\n  b\n\n> quoted\n>> deeper\nhttps://x.example/?a=1&b=2.\nme@x.example"
    )
    assert html == (
        "<p># a<br>\xa0\xa0b</p>"
        "<blockquote><p>quoted</p><blockquote><p>deeper</p></blockquote></blockquote>"
        '<p><a href="https://x.example/?a=1&amp;b=2" rel="noopener nofollow ugc">'
        "https://x.example/?a=1&amp;b=2</a>.<br>"
        '<a href="mailto:me@x.example" rel="noopener nofollow ugc">me@x.example</a></p>'
    )
