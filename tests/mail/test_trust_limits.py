"""What strangers write costs little, and never stops the mails behind it."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.channels.email.models import InboundMail
from clew.channels.email.parsing.parsed import Address, Parsed
from clew.channels.email.trust.authentication_results import read, server_of
from clew.channels.email.trust.judging import Trusted, judged
from clew.channels.email.trust.verdict import Verdict

SIGNATURE = b"DKIM-Signature: v=1; a=rsa-sha256; d=a.example; s=s; h=from; bh=aa==; b=aa==\r\n"
FROM = b"From: a@a.example\r\n"


def verdict_of(raw: bytes, headers=(), name="") -> Verdict:
    parsed = Parsed(from_=Address(name, "a@a.example"), headers=list(headers))
    trusted = Trusted(["mx.b.example"], ["b.example"], asks_dns=True)
    return judged(InboundMail(source="imap"), raw, parsed, trusted, lambda name, kind: [])


@pytest.mark.parametrize(
    "raw",
    [
        SIGNATURE * 5_000 + FROM + b"\r\nHi\r\n",
        SIGNATURE + FROM + b"Subject: x" + b"\r\n x" * 300_000 + b"\r\n\r\nHi\r\n",
        SIGNATURE + FROM + b"X: " + b"x" * 5_000_000,
        SIGNATURE * 6 + FROM + b"\r\n" + b"\n" * 3_000_000,
        b"ARC-Seal: i=1; a=rsa-sha256\r\n" * 50 + SIGNATURE + FROM + b"\r\n\r\n",
        b" \r\n" + FROM, b"", b"\x00" * 1000, b"From",
    ],
)  # fmt: skip
def test_a_monstrous_mail_is_judged_in_a_moment(raw):
    began = time.monotonic()
    assert verdict_of(raw, [("ARC-Authentication-Results", "i=1; b.example; dkim=pass")])
    assert time.monotonic() - began < 2


def test_monstrous_findings_and_names_are_read_in_a_moment():
    began = time.monotonic()
    for value in ("a" * 500_000, "(" * 500_000, "mx; " + "dkim=pass " * 50_000, ";" * 500_000):
        headers = [("Authentication-Results", value)] * 200
        verdict_of(FROM, headers, name=value)
        read(f"mx.b.example; {value}")
    assert time.monotonic() - began < 5


@given(st.text())
@settings(max_examples=300)
def test_any_findings_are_read(text):
    assert read(text).server == server_of(text)


@given(st.binary(max_size=400))
@settings(max_examples=300)
def test_any_bytes_are_judged(tail):
    assert verdict_of(SIGNATURE + FROM + tail).result in {"none", "fail"}
