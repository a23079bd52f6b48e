from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from clew.channels.email.intake.processing import process
from clew.channels.email.models import BlockedSender, InboundMail
from clew.channels.email.parsing.parsed import Address, Parsed
from clew.channels.email.suspended import actions
from clew.channels.email.suspended.forgetting import forget_suspended
from clew.channels.email.trust.judging import suspicion
from clew.channels.email.trust.verdict import Verdict
from clew.channels.email.vocabulary import Outcome
from clew.core import clock
from clew.core.actors import SYSTEM
from clew.core.facts import facts_about
from clew.people.models import Role
from clew.tickets.models import Ticket
from clew.web.settings.audit_words import sentence
from tests import cast

pytestmark = pytest.mark.django_db
PASS, FAIL = Verdict(result="pass"), Verdict(result="fail", dmarc="fail", policy="reject")
RAW = (
    b"From: Ana Reis <{}>\r\nTo: help@ottergrid.example\r\nSubject: Export stops\r\n"
    b"Message-ID: <a1@heron.example>\r\n\r\nIt stops. <script>alert(1)</script>\r\n"
)


@pytest.fixture
def client():
    client = Client()
    client.force_login(cast.staff("Ines Ortega", role=Role.ADMIN))
    return client


def suspended(reason="blocked_sender", sender="ana@heron.example", **fields) -> InboundMail:
    given = {
        "source": "smtp", "raw": RAW.replace(b"{}", sender.encode()), "size": 100, "digest": "0",
        "received_at": clock.now(), "outcome": "quarantined", "reason": reason,
        "from_name": "Ana Reis", "from_address": sender, "subject": "Export stops",
        "verdict": Verdict(said="Nobody knows.").as_json(),
    }  # fmt: skip
    return InboundMail.objects.create(**(given | fields))


def text_of(response) -> str:
    return response.content.decode()


def said_about(mail) -> list[str]:
    return [sentence(each.fact.name, vars(each.fact)) for each in facts_about(f"mail/{mail.pk}")]


def of(address, **fields) -> Parsed:
    return Parsed(from_=Address("", address), **fields)


def test_each_reason_to_suspend_in_the_order_of_its_number(settings):
    settings.CLEW_MAIL_FROM = "Help <help@ottergrid.example>"
    cast.staff("Noor Vale")
    actions.block(pattern="@spam.example", by=SYSTEM)
    mail = InboundMail()
    cases = [
        (of("Noor@clew.example"), Verdict(), "claims_staff"),
        (of("noor@clew.example"), PASS, ""),
        (of("ana@heron.example"), FAIL, "dmarc_failed"),
        (of("ana@heron.example"), Verdict(result="fail"), ""),
        (of("help+t1-0@ottergrid.example"), Verdict(), "claims_us"),
        (of("help@ottergrid.example"), PASS, ""),
        (of("x@deep.spam.example"), PASS, "blocked_sender"),
        (of("x@nospam.example"), PASS, ""),
        (of(""), Verdict(), "no_sender"),
        (of("", report_type="delivery-status"), Verdict(), ""),
    ]
    assert [(suspicion(mail, parsed, verdict), wanted) for parsed, verdict, wanted in cases] == [
        (wanted, wanted) for _, _, wanted in cases
    ]


def test_spam_marks_count_only_of_our_own_server():
    from clew.channels.email.options import TRUSTED_AUTHSERV
    from clew.core.options import set_options

    ours = ("Received", "from x by mx.ottergrid.example with SMTP")
    theirs = ("Received", "from y by out.heron.example with SMTP")
    spam = ("X-Spam-Flag", "YES")
    above, below = [ours, spam, theirs], [ours, theirs, spam]
    mail, sender = InboundMail(), "ana@heron.example"
    assert suspicion(mail, of(sender, headers=above), Verdict()) == ""
    set_options(values={TRUSTED_AUTHSERV.key: "mx.ottergrid.example"}, by=SYSTEM)
    assert suspicion(mail, of(sender, headers=above), Verdict()) == "marked_spam"
    assert suspicion(mail, of(sender, headers=below), Verdict()) == ""


def test_a_blocked_senders_mail_waits_and_is_recovered(client, settings):
    settings.CLEW_MAIL_FROM = "Help <help@ottergrid.example>"
    actions.block(pattern="ana@heron.example", by=SYSTEM)
    raw = RAW.replace(b"{}", b"ana@heron.example")
    mail = InboundMail(source="api", raw=raw, size=1, digest="0", received_at=clock.now())
    mail.save()
    process(mail)
    assert (mail.outcome, mail.reason, Ticket.objects.count()) == (
        Outcome.QUARANTINED, "blocked_sender", 0,
    )  # fmt: skip
    page = text_of(client.get("/settings/mail/suspended"))
    assert "Blocked sender" in page
    client.post("/settings/mail/suspended/recovery", {"mail": mail.pk})
    mail.refresh_from_db()
    assert mail.outcome == Outcome.TICKET
    assert mail.ticket.subject == "Export stops"
    assert mail.handled_by == "Ines Ortega"
    assert said_about(mail) == [
        "Recovered the mail “Export stops” of ana@heron.example (4, blocked sender)"
    ]


def test_many_are_recovered_as_somebody_else(client):
    mails = [suspended(sender=f"form{n}@ottergrid.example") for n in range(3)]
    chosen = {"mail": [mail.pk for mail in mails], "as_sender": "Ana@heron.example"}
    answer = client.post(
        "/settings/mail/suspended/recovery", chosen, headers={"HX-Request": "true"}
    )
    assert "3 mails recovered" in answer["X-Clew-Toast"]
    assert Ticket.objects.filter(requester__email="ana@heron.example").count() >= 1
    assert not InboundMail.objects.filter(outcome="quarantined").exists()


def test_what_was_suppressed_is_filed_by_who_knows_better(client):
    mail = suspended("machine_unknown", outcome="suppressed", identity="x")
    assert "File it anyway" in text_of(client.get(f"/settings/mail/received/{mail.pk}"))
    client.post("/settings/mail/suspended/recovery", {"mail": mail.pk})
    mail.refresh_from_db()
    assert mail.outcome == Outcome.TICKET


@pytest.mark.parametrize("wrong", ["nobody", "noor@clew.example"])
def test_as_whom_is_checked(client, wrong):
    cast.staff("Noor Vale")
    mail = suspended()
    chosen = {"mail": mail.pk, "as_sender": wrong}
    assert client.post("/settings/mail/suspended/recovery", chosen).status_code == 422
    mail.refresh_from_db()
    assert (mail.outcome, mail.handled_by) == ("quarantined", "")


def test_who_it_is_from_must_be_said_when_it_names_nobody(client):
    mail = suspended("no_sender", sender="")
    answer = client.post("/settings/mail/suspended/recovery", {"mail": mail.pk})
    assert answer.status_code == 422
    assert "names no sender" in answer.content.decode()
    mail.refresh_from_db()
    assert (mail.outcome, said_about(mail)) == (Outcome.QUARANTINED, [])


def test_dropped_and_put_back(client):
    mail = suspended()
    answer = client.post(
        "/settings/mail/suspended/drop", {"mail": mail.pk}, headers={"HX-Request": "true"}
    )
    assert '"undo"' in answer["X-Clew-Toast"]
    mail.refresh_from_db()
    assert (mail.outcome, mail.reason) == ("suppressed", "blocked_sender")
    assert "Export stops" in text_of(client.get("/settings/mail/suspended?reason=dropped"))
    client.post("/settings/mail/suspended/return", {"mail": mail.pk})
    mail.refresh_from_db()
    assert (mail.outcome, mail.handled_at) == ("quarantined", None)
    assert [each.split(" ")[0] for each in said_about(mail)] == ["Dropped", "Put"]


def test_the_page_of_a_mail_shows_its_text_and_runs_nothing(client):
    mail = suspended()
    page = text_of(client.get(f"/settings/mail/suspended/{mail.pk}"))
    assert "&lt;script&gt;alert(1)" in page
    assert "Nobody knows." in page
    raw = client.get(f"/settings/mail/suspended/{mail.pk}/raw")
    assert raw["Content-Disposition"].startswith("attachment")
    assert raw.content == bytes(mail.raw)


def test_filtered_by_reason(client):
    suspended(subject="One")
    suspended("dmarc_failed", subject="Two")
    page = text_of(client.get("/settings/mail/suspended?reason=dmarc_failed"))
    assert "Two" in page
    assert "One</a>" not in page


def test_a_sender_is_blocked_and_let_in_again(client):
    mail = suspended("dmarc_failed", sender="x@evil.example")
    client.post("/settings/mail/suspended/block", {"mail": mail.pk})
    assert BlockedSender.objects.get().pattern == "x@evil.example"
    assert "x@evil.example" in text_of(client.get("/settings/mail/trust"))
    client.post("/settings/mail/trust/blocked", {"pattern": "@evil.example"})
    client.post("/settings/mail/trust/blocked/end", {"pattern": "x@evil.example"})
    assert [row.pattern for row in BlockedSender.objects.all()] == ["@evil.example"]


@pytest.mark.parametrize("wrong", ["", "evil", "@evil", "help@ottergrid.example", "@a b.example"])
def test_what_cannot_be_blocked(wrong, settings):
    settings.CLEW_MAIL_FROM = "Help <help@ottergrid.example>"
    with pytest.raises(ValidationError):
        actions.block(pattern=wrong, by=SYSTEM)


def test_whom_mail_is_believed_from_is_set(client):
    form = {"servers": "mx.ottergrid.example", "forwarders": "", "kept": "90"}
    client.post("/settings/mail/trust", form)
    page = text_of(client.get("/settings/mail/trust"))
    assert "mx.ottergrid.example</textarea>" in page
    assert 'name="check_dns" value="on">' in page  # off now
    assert "whole number" in text_of(client.post("/settings/mail/trust", form | {"kept": "x"}))


def test_bytes_go_by_age_and_what_is_shown_stays(client):
    old = clock.now() - timedelta(days=200)
    waiting = suspended(received_at=old)
    dropped = suspended(outcome="suppressed", handled_by="Ines", handled_at=old)
    fresh = suspended()
    assert forget_suspended() == 2
    for mail, has in ((waiting, False), (dropped, False), (fresh, True)):
        mail.refresh_from_db()
        assert (mail.raw is not None) is has
    with pytest.raises(ValidationError):
        actions.recover(mail=waiting, by=SYSTEM)
    assert "were removed" in text_of(client.get(f"/settings/mail/suspended/{waiting.pk}"))


@pytest.mark.parametrize("role", [Role.LEAD, Role.AGENT, Role.LIGHT])
def test_only_admins_decide(role):
    mail = suspended()
    client = Client()
    client.force_login(cast.staff("Noor Vale", role=role))
    for path in ("suspended", f"suspended/{mail.pk}", f"suspended/{mail.pk}/raw", "trust"):
        assert client.get(f"/settings/mail/{path}").status_code == 403
    for path in ("suspended/recovery", "suspended/drop", "suspended/block", "trust/blocked"):
        assert client.post(f"/settings/mail/{path}", {"mail": mail.pk}).status_code == 403
    mail.refresh_from_db()
    assert mail.outcome == "quarantined"
