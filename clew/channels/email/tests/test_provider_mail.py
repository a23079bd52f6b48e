"""Mail that a provider hands over: whose signature opens, and what is kept of it."""

import base64
import hashlib
import hmac
import time
from urllib.parse import urlencode

import orjson
import pytest

from clew.channels.email.intake.storing import bytes_of
from clew.channels.email.models import InboundMail
from clew.channels.email.views.providers import KNOCKING

KEY = b"k" * 24
SECRET = "whsec_" + base64.b64encode(KEY).decode()
MAIL = b"From: ada@heron.example\r\nSubject: Gr\xfc\xdfe\r\n\r\nHello \xe4\r\n"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shared_secret(settings):
    settings.CLEW_INBOUND_MAIL_SECRET = SECRET
    KNOCKING.forget()


def standard(client, body, *, at=None, sent_id="msg_1", kind="message/rfc822", key=KEY):
    at = str(int(time.time() if at is None else at))
    signed = hmac.new(key, f"{sent_id}.{at}.".encode() + body, hashlib.sha256).digest()
    headers = {
        "webhook-id": sent_id,
        "webhook-timestamp": at,
        "webhook-signature": f"v1a,nothing v1,{base64.b64encode(signed).decode()}",
    }
    return client.post("/mail/inbound/relay", body, content_type=kind, headers=headers)


def form(token="t1", *, at=None, mail=MAIL, key=SECRET):
    at = str(int(time.time() if at is None else at))
    signature = hmac.new(key.encode(), f"{at}{token}".encode(), hashlib.sha256).hexdigest()
    return {
        "timestamp": at,
        "token": token,
        "signature": signature,
        "sender": "ada@heron.example",
        "recipient": "help@kite.example, sales@kite.example",
        "body-mime": mail,
    }


def test_a_raw_mail_is_kept_byte_for_byte(client):
    response = standard(client, MAIL)
    mail = InboundMail.objects.get()
    assert response.json() == {"stored": str(mail.stable_id)}
    assert (mail.source, bytes_of(mail), mail.envelope_from) == ("webhook", MAIL, None)


def test_the_same_delivery_twice_is_one_mail(client):
    first, again = standard(client, MAIL), standard(client, MAIL)
    assert first.json() == again.json()
    assert InboundMail.objects.count() == 1


def test_a_form_brings_bytes_and_envelope(client):
    urlencoded = urlencode(form("t1"))
    kind = "application/x-www-form-urlencoded"
    client.post("/mail/inbound/gun", urlencoded, content_type=kind)
    mail = InboundMail.objects.get()
    assert bytes_of(mail) == MAIL
    assert mail.envelope_from == "ada@heron.example"
    assert mail.envelope_to == ["help@kite.example", "sales@kite.example"]


def test_a_form_of_parts_too(client):
    boundary, given = "x1x", form("t2")
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        + (value if isinstance(value, bytes) else value.encode())
        + b"\r\n"
        for name, value in given.items()
    ]
    body = b"".join(parts) + f"--{boundary}--\r\n".encode()
    kind = f"multipart/form-data; boundary={boundary}"
    assert client.post("/mail/inbound/gun", body, content_type=kind).status_code == 200
    assert bytes_of(InboundMail.objects.get()) == MAIL


def test_a_token_brings_no_other_mail(client):
    kind = "application/x-www-form-urlencoded"
    for mail, status in ((MAIL, 200), (MAIL, 200), (b"From: evil@example.example\r\n\r\n", 401)):
        given = urlencode(form("t3", mail=mail))
        assert client.post("/mail/inbound/gun", given, content_type=kind).status_code == status
    assert InboundMail.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "raw"),
    [
        ({"RawEmail": "Subject: Héllo\r\n\r\nx"}, "Subject: Héllo\r\n\r\nx".encode()),
        ({"raw": base64.b64encode(MAIL).decode()}, MAIL),
    ],
)
def test_json_brings_it_as_text_or_base64(client, given, raw):
    given |= {"envelope": {"from": "ada@heron.example", "to": ["help@kite.example"]}}
    assert standard(client, orjson.dumps(given), kind="application/json").status_code == 200
    mail = InboundMail.objects.get()
    assert (bytes_of(mail), mail.envelope_to) == (raw, ["help@kite.example"])


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.post("/mail/inbound/x", MAIL, content_type="message/rfc822"),
        lambda client: standard(client, MAIL, key=b"other" * 5),
        lambda client: standard(client, MAIL, at=time.time() - 301),
        lambda client: standard(client, MAIL, at=time.time() + 400),
        lambda client: client.post("/mail/inbound/x", form(key="other")),
        lambda client: client.post("/mail/inbound/x", form(at=time.time() - 3600)),
        lambda client: client.post("/mail/inbound/x", {"body-mime": "x"}),
        lambda client: client.post(
            "/mail/inbound/x",
            MAIL,
            content_type="message/rfc822",
            headers={"webhook-id": "é", "webhook-timestamp": "٣", "webhook-signature": "v1,é"},
        ),
    ],
)
def test_a_stranger_leaves_nothing(client, call):
    assert call(client).status_code == 401
    assert not InboundMail.objects.exists()


def test_without_a_secret_there_is_no_door(client, settings):
    settings.CLEW_INBOUND_MAIL_SECRET = ""
    response = standard(client, MAIL)
    assert response.status_code == 404
    assert "CLEW_INBOUND_MAIL_SECRET" in response.json()["detail"]
    assert not InboundMail.objects.exists()


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"no json", b'{"raw": "%%%"}'])
def test_what_holds_no_mail_is_said(client, body):
    assert standard(client, body, kind="application/json").status_code == 422
    assert client.get("/mail/inbound/x").status_code == 405


def test_too_much_at_once_has_to_wait(client, monkeypatch):
    monkeypatch.setattr(KNOCKING, "_clock", lambda: 0.0)  # nothing refills meanwhile
    for _ in range(2000):
        KNOCKING.seconds_to_wait("127.0.0.1")
    response = standard(client, MAIL)
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) >= 1
