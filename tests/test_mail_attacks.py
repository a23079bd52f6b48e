"""What strangers, customers and colleagues try with mail. Each test is one that must fail."""

import asyncio
import base64
import time
from datetime import timedelta
from functools import cache

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from clew.channels.email import addressing
from clew.channels.email.compose import compose
from clew.channels.email.filing.forwarded_text import forwarded_in
from clew.channels.email.intake.smtp_data import NO_ROOM, TOO_LARGE, Room, read_text
from clew.channels.email.machines import acknowledging
from clew.channels.email.machines.reports import recipients_of
from clew.channels.email.machines.telling import tell_due
from clew.channels.email.models import InboundMail
from clew.channels.email.options import ACKNOWLEDGE
from clew.channels.email.outgoing.unsubscribing import meant_by
from clew.channels.email.parsing import isolated
from clew.channels.email.parsing.mail import parse
from clew.channels.email.parsing.safe_html import safe_html
from clew.channels.email.suspended.forgetting import forget_suspended
from clew.channels.email.tests.machinery import came_in
from clew.channels.email.tests.posting import BO, UNKNOWN
from clew.channels.email.tests.posting import post as filed
from clew.channels.email.trust import resolving
from clew.channels.email.trust.judging import Trusted, judged
from clew.channels.email.vocabulary import Outcome
from clew.core import clock
from clew.core.callers import Allowance, Limiter
from clew.core.models import Setting
from clew.tickets.actions.acknowledging import acknowledge_to_customer
from clew.tickets.models import Delivery

TRUSTED_SERVER = "mx.clew.example"
HERS = (
    b"From: Mallory <mallory@mail.example>\r\nTo: help@clew.example\r\nSubject: hello\r\n"
    b"Date: Sun, 22 Nov 2026 06:00:00 +0000\r\nMessage-ID: <1@mail.example>\r\n\r\nHi\r\n"
)


@pytest.fixture
def our_address(settings):
    settings.CLEW_MAIL_FROM = "Support <help@clew.example>"
    addressing.our_addresses.forget_now()


@pytest.fixture
def unacknowledged(db):
    """By themselves: a test does it."""
    Setting.objects.create(key=ACKNOWLEDGE.key, value=False)


@cache
def key():
    return rsa.generate_private_key(65537, 1024)


def signed(raw=HERS):
    """By the provider where both Mallory and her victim have a mailbox."""
    pem = key().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    relaxed = (b"relaxed", b"relaxed")
    return dkim.sign(raw, b"s", b"mail.example", pem, canonicalize=relaxed) + raw


def look_up(name, kind):
    public = (
        key()
        .public_key()
        .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    record = f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"
    return [record] if name.startswith("s._domainkey.mail.example") else []


def verdict_of(raw, *, servers=(), **came):
    mail = InboundMail(**({"source": "imap"} | came))
    return judged(mail, raw, parse(raw), Trusted(list(servers), [], asks_dns=True), look_up)


def test_her_own_mail_is_proven():
    assert verdict_of(signed()).result == "pass"


@pytest.mark.parametrize(
    "above",
    [
        b"X-A: b\r\nFrom : Victim <victim@mail.example>\r\nX-B: b\r\n \r\nX-C: my words\r\n",
        b"X-A: b\r\nFrom: Victim <victim@mail.example>\r\nX-B: b\r\n\t\r\n",
        b"X-A: b\r\nFrom : Victim <victim@mail.example>\r\n",
        b"X-A: b\r\nX-B: b\r\n \r\nX-C: my words above hers\r\n",
        b"\r\nFrom: Victim <victim@mail.example>\r\n",
        b"From: victim@mail.example\r\n",
    ],
)
def test_a_signed_mail_with_another_header_above_it_proves_nothing(above):
    """The provider's signature stays right: it is about what its own program reads."""
    assert verdict_of(above + signed()).result != "pass"
    findings = b"Authentication-Results: mx.clew.example; dkim=pass header.d=mail.example;"
    findings += b" dmarc=pass header.from=mail.example\r\n"
    assert verdict_of(findings + above + signed(), servers=[TRUSTED_SERVER]).result != "pass"


def test_words_hidden_in_a_field_that_nobody_signed_are_not_hers():
    raw = signed().replace(b"\r\n\r\n", b"\r\nX-Z: z\r\n \r\n Pay to another account.\r\n\r\n", 1)
    assert "Pay to another" in parse(raw).text
    assert verdict_of(raw).result != "pass"


@pytest.mark.parametrize(
    "sender",
    [
        b"From: victim@mail.example, Mallory <mallory@mail.example>",
        b"From: Victim <victim@mail.example>; <mallory@mail.example>",
        b"Sender: victim@mail.example",
    ],
)
def test_of_several_senders_and_of_none_nobody_is_proven(sender):
    raw = HERS.replace(b"From: Mallory <mallory@mail.example>", sender)
    try:
        whole = signed(raw)
    except dkim.ParameterError:  # no From at all
        whole = raw
    findings = b"Authentication-Results: mx.clew.example; dmarc=pass header.from=mail.example\r\n"
    assert verdict_of(whole).result != "pass"
    assert verdict_of(findings + whole, servers=[TRUSTED_SERVER]).result != "pass"


def brought(*pieces, most=1000, room=10_000):
    """What a listener reads of what a client sends, and what it takes for the next command."""

    async def reading():
        reader = asyncio.StreamReader()

        async def send():
            for piece in pieces:
                reader.feed_data(piece)
                await asyncio.sleep(0)

        sending = asyncio.create_task(send())
        shared = Room(room)
        text = await read_text(reader, most, shared)
        await sending
        assert shared.used == 0
        return text, bytes(reader._buffer)

    return asyncio.run(reading())


def test_only_one_sequence_ends_a_mail_however_it_is_cut():
    whole = b"Hi\r\n..dot\r\n\n.\n\r.\r\r\n.\nMAIL FROM:<x>\n.\r\nyou\r\n.\r\nNOOP\r\n"
    text = b"Hi\r\n.dot\r\n\n.\n\r.\r\r\n\nMAIL FROM:<x>\n.\r\nyou\r\n"
    for cut in range(len(whole)):
        assert brought(whole[:cut], whole[cut:]) == (text, b"NOOP\r\n")
    assert brought(b".\r\nNOOP\r\n") == (b"", b"NOOP\r\n")


def test_a_mail_without_end_takes_no_memory_and_does_not_end_the_conversation():
    assert brought(b"x" * 1000 + b"\r\n.\r\n")[0] == "552 5.3.4 Too much mail data"
    assert brought(*[b"x" * 500] * 50, b"\r\n.\r\nQUIT\r\n") == (TOO_LARGE, b"QUIT\r\n")
    assert brought(b"x" * 900, b"\r\n", b".\r\n", room=800) == (NO_ROOM, b"")


FORGED = b"ARC-Authentication-Results: i=9; mail.example; dmarc=pass header.from=mail.example\r\n"
CAME = b"Received: from evil.example by relay.clew.example; Sun, 22 Nov 2026 06:00:00 +0000\r\n"


def test_a_trusted_network_does_not_vouch_for_what_it_was_handed():
    came = {"source": "smtp", "client_ip": "198.51.100.20", "helo": "relay.clew.example"}

    def of(raw):
        given = Trusted([], ["198.51.100.0/24"], asks_dns=True)
        return judged(InboundMail(**came), raw, parse(raw), given, lambda name, kind: []).result

    assert of(CAME + FORGED + HERS) != "pass"
    assert of(FORGED + CAME + HERS) == "pass", "what the forwarder itself saw"


def test_findings_in_the_name_of_our_server_add_nothing_to_its_own():
    own = b"Authentication-Results: mx.clew.example; dkim=none; spf=fail\r\n"
    forged = b"Authentication-Results: mx.clew.example; dkim=pass header.d=mail.example\r\n"
    assert verdict_of(own + forged + HERS, servers=[TRUSTED_SERVER]).result == "fail"


def test_the_process_that_reads_mails_knows_no_secrets(monkeypatch):
    monkeypatch.setenv("CLEW_SECRET_KEY", "secret")
    monkeypatch.setenv("EMAIL_URL", "smtp://user:secret@mail.example")
    assert "secret" not in str(isolated._harmless())


class Zone:
    """DNS in which a stranger's names never answer."""

    def __init__(self, *silent):
        self.silent, self.asked = silent, []

    def __call__(self, name, kind, seconds):
        self.asked.append(name)
        if name.endswith(self.silent):
            raise resolving.UnreachableError(name)
        return ["v=DMARC1; p=reject"] if name == "_dmarc.bank.example" else []


def test_silent_names_of_a_stranger_do_not_switch_off_dns_for_others(monkeypatch):
    monkeypatch.setattr(resolving, "memory", resolving.Memory())
    monkeypatch.setattr(resolving, "_ask", zone := Zone("evil.example"))
    monkeypatch.setattr(resolving.settings, "CLEW_DNS", "")
    for label in "abcd":
        with pytest.raises(resolving.UnreachableError):
            resolving.lookup_for_one_mail()(f"{label}.evil.example", "TXT")
    assert resolving.lookup_for_one_mail()("_dmarc.bank.example", "TXT") == ["v=DMARC1; p=reject"]
    zone.silent = ("",)
    for label in "efgh":
        with pytest.raises(resolving.UnreachableError):
            resolving.lookup_for_one_mail()(f"{label}.heron.example", "TXT")
    assert "h.heron.example" not in zone.asked, "when all of DNS is silent, nobody waits for it"


@pytest.mark.django_db
def test_an_automatic_answer_carries_no_words_of_whom_nothing_proves(our_address, unacknowledged):
    def sent(row):
        message = acknowledge_to_customer(row.ticket, "We have it.", at=clock.now())
        return bytes(compose(message.deliveries.get()))

    row = filed(subject="Win at spam.example now", verdict=UNKNOWN)
    assert f"[#{row.ticket.number}]".encode() in sent(row)
    assert b"spam.example" not in sent(filed(subject="Win at spam.example", verdict=UNKNOWN))
    assert b"Export stops now" in sent(filed(subject="Export stops now", sender=BO))


@pytest.mark.django_db
def test_a_wave_of_forged_mail_does_not_become_one_of_ours(our_address, monkeypatch):
    monkeypatch.setattr(acknowledging, "STRANGERS", Limiter(Allowance(burst=2, per_minute=1)))
    told = [
        filed(sender=f"victim{number}@heron.example", verdict=UNKNOWN) for number in range(4)
    ] + [filed(sender=BO)]
    tell_due()
    assert [Delivery.objects.filter(message__ticket=each.ticket).count() for each in told] == [
        *(1, 1, 0, 0, 1)
    ]


@pytest.mark.django_db
def test_mails_in_somebodys_name_do_not_swallow_their_own(our_address):
    for number in range(30):
        row = filed(subject=f"Flood {number}", verdict=UNKNOWN)
    assert row.reason == "storm"
    assert filed(subject="Do you hear me?").outcome == Outcome.TICKET


@pytest.mark.django_db
def test_a_flood_does_not_fill_the_disk_for_good():
    old = clock.now() - timedelta(days=200)
    for outcome, reason in (("suppressed", "storm"), ("duplicate", "same_message")):
        came_in(outcome=outcome, reason=reason, raw=b"x", received_at=old)
    assert forget_suspended() == 2


@pytest.mark.django_db
def test_a_thousand_addresses_that_could_unsubscribe_cost_no_thousand_questions(
    django_assert_max_num_queries,
):
    guesses = [f"help+u{number}-{number:016x}@clew.example" for number in range(1000)]
    with django_assert_max_num_queries(10):
        assert meant_by(guesses) is None


@pytest.mark.parametrize("piece", ["\xa0", "&", "a &amp; "])
def test_html_made_to_keep_the_sanitiser_busy_does_not(piece):
    began = time.process_time()
    safe_html("<p>Hi</p>" + piece * (500_000 // len(piece)))
    assert time.process_time() - began < 3


def test_tables_within_tables_and_long_rules_do_not_keep_it_busy_either():
    began = time.process_time()
    inner = "<table><tr><td>a</table>" * 2_000
    safe_html("<table><tr><td>a<td>b" * 120 + inner)
    forwarded_in("x" + "-" * 60_000 + "x\nFrom: ada@heron.example\nSubject: Hello\n\nHi")
    assert time.process_time() - began < 4


def test_a_report_about_very_many_recipients_is_read_in_part():
    group = "Final-Recipient: rfc822; a{0}@heron.example\n\n"
    assert len(recipients_of("".join(map(group.format, range(20_000))))) <= 101
