"""Mails too large or too odd to commit: read within seconds, and nothing of them is lost."""

import time
from base64 import b64encode

import pytest

from clew.channels.email.parsing.mail import parse

HEAD = b"From: ada@harbour.example\nSubject: Limits\n"
SECONDS = 8.0  # of computing; a hundredth of what a quadratic reader would need


def quickly(raw):
    start = time.process_time()
    parsed = parse(raw)
    assert time.process_time() - start < SECONDS
    return parsed


def test_a_thousand_attachments():
    part = b'--b\nContent-Type: application/pdf; name="%d.pdf"\n\nnumber %d\n'
    parts = b"".join(part % (number, number) for number in range(1000))
    raw = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + parts + b"--b--\n"
    parsed = quickly(raw)
    assert len(parsed.files) == 1000
    assert parsed.files[999].name == "999.pdf"
    assert parsed.files[999].content == b"number 999"


def test_more_parts_than_anybody_sends_become_one_file():
    raw = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 20_000
    parsed = quickly(raw + b"--b\n\nthe last words\n--b--\n")
    assert len(parsed.files) == 1
    assert b"the last words" in parsed.files[0].content
    assert any("5,000 parts" in each for each in parsed.problems)


def test_thirty_megabytes():
    content = bytes(range(256)) * 90_000
    raw = HEAD + b"Content-Type: application/zip; name=a.zip\nContent-Transfer-Encoding: base64\n\n"
    encoded = b64encode(content)
    lines = b"\n".join(encoded[at : at + 76] for at in range(0, len(encoded), 76))
    parsed = quickly(raw + lines)
    assert parsed.files[0].content == content


def test_ten_thousand_headers():
    many = b"".join(b"X-Number-%d: value %d\n" % (number, number) for number in range(10_000))
    parsed = quickly(many + HEAD + b"\nHi\n")
    assert (parsed.subject, parsed.text) == ("Limits", "Hi")
    assert parsed.header("X-Number-9999") == "value 9999"


def test_a_header_that_never_ends():
    parsed = quickly(HEAD + b"X-Long: " + b"word\n " * 500_000)
    assert parsed.subject == "Limits"
    assert any("longer than" in each for each in parsed.problems)


def test_a_thousand_levels_keep_the_innermost_words():
    raw = HEAD
    for level in range(1000):
        raw += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level)
    parsed = quickly(raw + b"Content-Type: text/plain\n\nthe innermost words\n")
    assert b"the innermost words" in parsed.files[0].content
    assert any("deeper than 50" in each for each in parsed.problems)


def test_mails_inside_mails_stay_whole():
    raw = HEAD + b"\nthe innermost words\n"
    for _ in range(200):
        raw = HEAD + b"Content-Type: message/rfc822\n\n" + raw
    parsed = quickly(raw)
    assert [each.name for each in parsed.files] == ["Limits.eml"]
    assert parsed.files[0].content == raw.partition(b"\n\n")[2]


def test_one_line_of_five_megabytes_is_cut_and_says_so():
    parsed = quickly(HEAD + b"\n" + b"word " * 1_000_000)
    assert len(parsed.text) <= 2_000_000
    assert any("very long" in each for each in parsed.problems)


def test_five_thousand_recipients():
    everybody = b", ".join(b"Name %d <n%d@harbour.example>" % (each, each) for each in range(5000))
    parsed = quickly(HEAD + b"To: " + everybody + b"\n\nHi\n")
    assert len(parsed.to) > 1000
    assert parsed.to[7].address == "n7@harbour.example"


@pytest.mark.parametrize(
    "token",
    [
        *(b"(", b"<", b'"', b"=?utf-8?q?", b"a@", b"<!--", b"<style>", b"<div>", b"> ", b"\\"),
        *(b"--b\n", b"-- \n", b"begin 644 a\n", b"-----BEGIN PGP SIGNED MESSAGE-----\n"),
    ],
    ids=ascii,
)
@pytest.mark.parametrize("kind", [b"text/plain", b"text/html"], ids=["text", "html"])
def test_what_is_made_to_keep_patterns_busy(token, kind):
    flood = token * (100_000 // len(token))
    line = flood.replace(b"\n", b" ")[:40_000]
    quickly(
        b"From: " + line + b"\nTo: " + line + b"\nSubject: " + line + b"\nReferences: " + line
        + b"\nContent-Type: " + kind + b"; name=" + line + b"\n\n" + flood
    )  # fmt: skip
