"""Mail through the API: its answers, whom it believes, and what it keeps."""

from contextlib import ExitStack
from email.message import EmailMessage
from urllib.parse import urlencode

import pytest

from clew.channels.email.intake import outcomes
from clew.channels.email.intake.processing import process_due
from clew.channels.email.intake.storing import BEGINNING, bytes_of
from clew.channels.email.models import InboundMail
from clew.tickets.models import Delivery, Message, Ticket
from tests.programs import Caller, caller

pytestmark = pytest.mark.django_db
KEYS = {
    "from", "to", "cc", "subject", "date", "text", "html", "reply_text", "attachments", "auto",
    "bounce",
}  # fmt: skip


@pytest.fixture(autouse=True)
def ours(settings):
    settings.CLEW_MAIL_FROM = "Kite <help@kite.example>"
    settings.CLEW_DNS = "off"


@pytest.fixture
def capture(db):
    return caller("capture")


def mail(subject="Export fails", text="Since noon.", **headers):
    made = EmailMessage()
    made["From"], made["To"] = "Ada Heron <ada@heron.example>", "help@kite.example"
    made["Subject"], made["Date"] = subject, "Sun, 22 Nov 2026 05:00:00 +0000"
    made["Message-ID"] = f"<{subject.replace(' ', '-')}@heron.example>"
    for name, value in headers.items():
        del made[name.replace("_", "-")]
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def send(who, raw, key="", kind="message/rfc822", **envelope):
    headers = who.headers | ({"Idempotency-Key": key} if key else {})
    path = f"/api/v1/inbound/email?{urlencode(envelope, doseq=True)}"
    body = raw if isinstance(raw, bytes) else raw.as_bytes()
    return who.client.post(path, body, content_type=kind, headers=headers)


@pytest.mark.parametrize("scope", ["capture", "admin"])
def test_a_mail_becomes_a_ticket_and_says_so(scope):
    made = mail()
    made.add_attachment(b"1;2", maintype="text", subtype="csv", filename="numbers.csv")
    response = send(caller(scope), made)
    answer = response.json()
    ticket = Ticket.objects.get()
    assert response.status_code == 200
    assert set(answer) == {"message_id", "outcome", "reason", "reason_text", "ticket", "parsed"}
    assert answer["message_id"] == "<Export-fails@heron.example>"
    assert (answer["outcome"], answer["reason"]) == ("ticket", None)
    assert answer["ticket"] == ticket.number
    parsed = answer["parsed"]
    assert set(parsed) >= KEYS
    assert (parsed["from"], parsed["to"], parsed["cc"]) == (
        "ada@heron.example", ["help@kite.example"], [],
    )  # fmt: skip
    assert (parsed["subject"], parsed["reply_text"].strip()) == ("Export fails", "Since noon.")
    assert parsed["date"].startswith("2026-11-22T05:00:00")
    (file,) = parsed["attachments"]
    assert (file["name"], file["size"], file["inline"]) == ("numbers.csv", 3, False)
    assert (parsed["auto"], parsed["bounce"]) == (False, False)
    assert not ticket.verified, "nothing proves who sent it"


def test_the_same_mail_again_is_a_duplicate_on_the_same_ticket(capture):
    first, again = send(capture, mail()).json(), send(capture, mail()).json()
    assert (again["outcome"], again["reason"]) == ("duplicate", "same_message")
    assert again["reason_text"].startswith("50: The same message came already.")
    assert again["ticket"] == first["ticket"]
    assert Message.objects.filter(author_kind="customer").count() == 1


def test_an_answer_goes_where_it_belongs(capture):
    first = send(capture, mail()).json()
    reply = mail("Re: Export fails", "Still.", In_Reply_To=first["message_id"])
    answer = send(capture, reply).json()
    assert (answer["outcome"], answer["ticket"]) == ("reply", first["ticket"])


def test_the_same_request_with_its_key_gets_the_same_answer(capture):
    first, again = send(capture, mail(), key="k1"), send(capture, mail(), key="k1")
    assert first.json() == again.json()
    assert InboundMail.objects.count() == 1
    assert send(capture, mail("Another"), key="k1").status_code == 422


def test_what_cannot_be_a_mail_is_filed_or_kept_but_never_lost(capture):
    for raw in (b"x", b"\x00\xff" * 100, b"From: \r\n\r\n"):
        answer = send(capture, raw).json()
        assert answer["outcome"] in {"ticket", "quarantined", "failed"}
        assert answer["message_id"].startswith("<")
    assert InboundMail.objects.exclude(outcome="").count() == 3


def test_few_wait_and_the_others_are_told_that_it_is_stored(capture):
    with ExitStack() as others:
        for _ in range(outcomes.WAITING):
            others.enter_context(outcomes._places)
        response = send(capture, mail())
        assert (response.status_code, response.json()["outcome"]) == (202, None)
        assert InboundMail.objects.get().outcome == ""
        process_due()
    assert InboundMail.objects.get().outcome == "ticket"
    for number in range(outcomes.WAITING + 1):
        assert send(capture, mail(f"Mail {number}")).status_code == 200, "places are given back"


def test_a_machine_is_told_apart(capture):
    answer = send(capture, mail("Away", Auto_Submitted="auto-replied")).json()
    assert (answer["outcome"], answer["reason"]) == ("suppressed", "machine_unknown")
    assert answer["parsed"]["auto"] is True


def test_of_what_is_too_large_the_beginning_is_kept(capture, settings):
    settings.CLEW_MAX_MAIL_BYTES = 70_000
    response = send(capture, mail(text="x" * 80_000))
    kept = InboundMail.objects.get()
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"
    assert (kept.outcome, kept.reason) == ("failed", "too_large")
    assert len(bytes_of(kept)) == BEGINNING


def test_only_an_admin_is_believed_about_who_handed_it_over(capture):
    envelope = {"from": "ada@heron.example", "to": ["help@kite.example"], "ip": "192.0.2.7"}
    send(capture, mail("One"), helo="mx.heron.example", **envelope)
    send(caller("admin"), mail("Two"), helo="mx.heron.example", **envelope)
    first, second = InboundMail.objects.order_by("pk")
    assert (first.client_ip, first.helo, first.envelope_from) == (None, "", "ada@heron.example")
    assert (second.client_ip, second.helo) == ("192.0.2.7", "mx.heron.example")
    assert second.envelope_to == ["help@kite.example"]


def test_the_null_path_is_not_an_unknown_one(capture):
    send(capture, mail("One"))
    send(capture, mail("Two"), **{"from": ""})
    assert [each.envelope_from for each in InboundMail.objects.order_by("pk")] == [None, ""]


def test_other_tokens_and_strangers_leave_nothing():
    assert send(caller("agent"), mail()).status_code == 403
    assert send(Caller(), mail()).status_code == 401
    assert not InboundMail.objects.exists()


@pytest.mark.parametrize(
    ("raw", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b" \r\n", "message/rfc822", 422),
    ],
)
def test_what_is_no_mail_is_refused_in_words(capture, raw, kind, status):
    response = send(capture, raw, kind=kind)
    assert response.status_code == status
    assert response.json()["detail"]
    assert not InboundMail.objects.exists()


def test_the_document_describes_it(client):
    document = client.get("/api/v1/openapi.json").json()
    operation = document["paths"]["/api/v1/inbound/email"]["post"]
    assert "message/rfc822" in operation["requestBody"]["content"]
    assert {"200", "202"} <= set(operation["responses"])
    shape = document["components"]["schemas"]["ParsedMail"]["properties"]
    assert set(shape) >= KEYS


def test_a_ticket_tells_what_became_of_its_mail(capture):
    number = send(capture, mail()).json()["ticket"]
    agent = caller("agent")
    agent.post(f"/tickets/{number}/messages", {"body": "Try again, please."})
    sent = Delivery.objects.get(address="ada@heron.example")
    answered = mail("Re: Export fails", From="Eve <eve@crane.example>")
    answered["In-Reply-To"] = f"<{sent.stable_id}@kite.example>"
    assert send(capture, answered).json()["ticket"] == number
    asked, reply, strange = agent.get(f"/tickets/{number}").json()["messages"]
    (delivery,) = reply["deliveries"]
    assert (delivery["address"], delivery["state"]) == ("ada@heron.example", "waiting")
    assert not asked["unverified_participant"]
    assert strange["unverified_participant"]
