"""DKIM: what we sign, others can check; and mail leaves whatever becomes of the key."""

import dkim
import dns.rdata
import pytest
from django.core.exceptions import ValidationError

from clew.channels.email.models import MailAddress, SigningKey
from clew.channels.email.outgoing import signing, signing_actions
from clew.core import clock
from clew.core.actors import SYSTEM
from clew.core.facts import facts_about
from clew.tickets import deliveries
from clew.tickets.actions import reply
from tests import cast

pytestmark = pytest.mark.django_db


def zone_of(*keys):
    """Answers as a name server gives them: a TXT record in its strings, by a dotted name."""

    def answer(name, timeout=5):
        for key in keys:
            at, value = signing.dns_record(key)
            if name.decode().rstrip(".") == at:
                strings = " ".join(f'"{part}"' for part in signing.in_strings(value))
                return b"".join(dns.rdata.from_text("IN", "TXT", strings).strings)
        return None

    return answer


def active_key(domain="heron.example"):
    key = signing_actions.make_key(domain=domain, by=SYSTEM)
    signing_actions.activate_key(key=key, by=SYSTEM)
    return key


def sent(mailbox, body="Look at **this**: ünïcödé"):
    reply(ticket=cast.ticket(), staff=cast.staff(), body=body)
    deliveries.send_due()
    return mailbox.envelopes[-1].content.replace(b"\r\n.\r\n", b"\r\n")


def test_what_arrives_is_signed_and_a_changed_word_shows(mailbox):
    key = active_key()
    raw = sent(mailbox)
    assert dkim.verify(raw, dnsfunc=zone_of(key))
    assert not dkim.verify(raw.replace(b"Webhooks", b"Webbooks"), dnsfunc=zone_of(key))
    assert not dkim.verify(b"Subject: Pay now\r\n" + raw, dnsfunc=zone_of(key)), "a second subject"
    head = raw.split(b"\r\n\r\n")[0].replace(b"\r\n ", b"").lower()
    assert b"d=heron.example" in head
    for name in (b"reply-to", b"message-id", b"mime-version", b"content-type"):
        assert name in head[head.index(b"h=") : head.index(b"bh=")]


def test_mail_of_another_domain_is_not_signed_and_of_one_below_is(mailbox, settings):
    key = active_key()
    settings.CLEW_MAIL_FROM = "Support <help@mail.heron.example>"
    assert dkim.verify(sent(mailbox), dnsfunc=zone_of(key))
    settings.CLEW_MAIL_FROM = "Support <help@fjord.example>"
    assert b"DKIM-Signature" not in sent(mailbox)


def test_a_broken_key_never_stops_mail(client, mailbox):
    key = active_key()
    SigningKey.objects.update(private_key="not sealed by us")
    assert b"DKIM-Signature" not in sent(mailbox)
    key.refresh_from_db()
    assert "another CLEW_SECRET_KEY" in signing.fault_of(key)
    our_address = MailAddress(address="help@heron.example")
    our_address.created_at = our_address.changed_at = clock.now()
    our_address.save()
    client.force_login(cast.staff("Olga Owner", role="owner"))
    assert "another CLEW_SECRET_KEY" in client.get("/settings/mail").content.decode()
    SigningKey.objects.update(active=False)
    with pytest.raises(ValidationError, match="CLEW_SECRET_KEY"):
        signing_actions.activate_key(key=key, by=SYSTEM)


def test_a_key_is_followed_by_another_without_a_gap(mailbox):
    old = active_key()
    new = signing_actions.rotate_key(key=old, by=SYSTEM)
    assert signing_actions.rotate_key(key=old, by=SYSTEM) == new, "one waits already"
    assert dkim.verify(sent(mailbox), dnsfunc=zone_of(old))
    assert signing_actions.activate_key(key=new, by=SYSTEM)
    assert not signing_actions.activate_key(key=new, by=SYSTEM)
    assert dkim.verify(sent(mailbox), dnsfunc=zone_of(new))
    old.refresh_from_db()
    assert not old.active
    signing_actions.remove_key(key=old, by=SYSTEM)
    assert signing_actions.keys_of("Heron.example.") == [new]
    assert [each.fact.name.rpartition(".")[2] for each in facts_about("signing/heron.example")] == [
        "SigningKeyMade", "SigningBegan", "SigningKeyMade", "SigningBegan", "SigningKeyRemoved",
    ]  # fmt: skip


def test_only_domains_get_keys_and_each_one():
    with pytest.raises(ValidationError, match="Enter a domain"):
        signing_actions.make_key(domain="help@heron.example", by=SYSTEM)
    made = signing_actions.make_key(domain="MÜNCHEN.example", by=SYSTEM)
    assert signing.dns_record(made)[0].endswith("._domainkey.xn--mnchen-3ya.example")
    with pytest.raises(ValidationError, match="already"):
        signing_actions.make_key(domain="münchen.example", by=SYSTEM)
