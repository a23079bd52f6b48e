"""The verdict by a real DNS server: asked once, remembered, and never in the way."""

import json
import time
from pathlib import Path

import pytest

from clew.channels.email.models import InboundMail
from clew.channels.email.parsing.mail import parse
from clew.channels.email.trust import resolving
from clew.channels.email.trust.judging import Trusted, judged
from tests.mail.dns_server import small_dns

HERE = Path(__file__).parent
RECORDS = json.loads((HERE / "trust_dns.json").read_text())
SIGNED = (HERE / "corpus" / "trust" / "01-signed-by-its-own-domain.eml").read_bytes()
CAME = {"client_ip": "203.0.113.5", "helo": "mta.heron.example", "source": "smtp"}


@pytest.fixture(autouse=True)
def forgetful():
    resolving.memory.forget()
    yield
    resolving.memory.forget()


def verdict_of(raw, **came):
    mail = InboundMail(**came)
    lookup = resolving.lookup_for_one_mail(1.0)
    return judged(mail, raw, parse(raw), Trusted([], [], asks_dns=True), lookup)


def test_asked_once_and_remembered(settings):
    with small_dns(RECORDS) as server:
        settings.CLEW_DNS = server.where
        came = {**CAME, "envelope_from": "ana@heron.example"}
        verdict = verdict_of(SIGNED, **came)
        assert (verdict.result, verdict.dkim, verdict.spf, verdict.dmarc) == ("pass",) * 4
        asked = server.asked
        assert verdict_of(SIGNED, **came) == verdict
        assert server.asked == asked


def test_a_silent_server_costs_little_and_blames_nobody(settings, monkeypatch):
    monkeypatch.setattr(resolving, "PER_QUERY", 0.1)
    with small_dns(RECORDS, silent=True) as server:
        settings.CLEW_DNS = server.where
        began = time.monotonic()
        verdicts = [verdict_of(SIGNED, **CAME) for _ in range(50)]
        assert time.monotonic() - began < 2
    assert {(each.result, each.dmarc) for each in verdicts} == {("none", "temperror")}


def test_off_asks_nobody(settings):
    settings.CLEW_DNS = "off"
    assert verdict_of(SIGNED, **CAME).result == "none"
