"""Verdicts about the mails of ``corpus/trust``, with DNS as in ``trust_dns.json``.

``verdict`` in an expectation holds how the mail came (``source``, ``client_ip``, ``helo``,
``envelope_from``), what the admin set (``trusted``, ``forwarders``), whether DNS answers
(``dns: "silent"``), and what must come of it: fields of Verdict, words of ``said``, and the
``suspicion`` that needs no database.
"""

import json
from pathlib import Path

import pytest

from clew.channels.email.models import InboundMail
from clew.channels.email.parsing.mail import parse
from clew.channels.email.trust.judging import Trusted, judged
from clew.channels.email.trust.resolving import UnreachableError
from clew.channels.email.trust.suspecting import CHECKS

HERE = Path(__file__).parent
MAILS = sorted((HERE / "corpus" / "trust").glob("*.eml"))
RECORDS = json.loads((HERE / "trust_dns.json").read_text())
CAME = ("source", "client_ip", "helo", "envelope_from")
PURE = ("dmarc_failed", "no_sender")
PARTS = ("result", "spf", "dkim", "dmarc", "policy", "by")


def look_up(name, kind):
    return RECORDS.get(f"{name.rstrip('.').lower()} {kind}", [])


def silence(name, kind):
    raise UnreachableError(name)


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_the_verdict_is_as_expected(path):
    wanted = json.loads(path.with_suffix(".json").read_text())["verdict"]
    raw = path.read_bytes()
    parsed = parse(raw)
    came = {"source": "imap"} | {key: wanted[key] for key in CAME if key in wanted}
    mail = InboundMail(**came)
    given = Trusted(wanted.get("trusted", []), wanted.get("forwarders", []), asks_dns=True)
    asked = silence if wanted.get("dns") == "silent" else look_up
    verdict = judged(mail, raw, parsed, given, asked)
    expected = {key: wanted[key] for key in PARTS if key in wanted}
    assert {key: getattr(verdict, key) for key in expected} == expected, verdict
    assert wanted.get("said_contains", "") in verdict.said
    assert wanted.get("said_lacks", "\0") not in verdict.said
    if "suspicion" in wanted:
        found = [slug for slug in PURE if dict(CHECKS)[slug](mail, parsed, verdict)]
        assert found == [slug for slug in [wanted["suspicion"]] if slug]
