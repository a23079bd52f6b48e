"""The SMTP and LMTP listeners as real clients meet them."""

import datetime as dt
import smtplib
import socket
import ssl
import threading
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db import connection, connections

from clew.channels.email.intake import smtp_protocol, smtp_session
from clew.channels.email.intake.listening import Listener
from clew.channels.email.intake.storing import bytes_of
from clew.channels.email.models import InboundMail, Source
from tests.serving import free_port

pytestmark = [pytest.mark.server, pytest.mark.django_db(transaction=True)]

MAIL = b"From: ada@heron.example\r\nSubject: Hello\r\n\r\nAn 8-bit \xe4, and\r\n..a dot\r\n"
TO = "help@kite.example"


@pytest.fixture(autouse=True)
def ours(settings):
    settings.CLEW_MAIL_FROM = f"Kite <{TO}>"
    smtp_session.MAILS.forget()


@contextmanager
def listening(settings, source=Source.SMTP, where="", **more):
    where = where or f"127.0.0.1:{free_port()}"
    for name, value in {f"CLEW_{source.name}_LISTEN": where, **more}.items():
        setattr(settings, name, value)
    listener = Listener(source, f"CLEW_{source.name}_LISTEN")
    listener.start()
    port = int(where.rpartition(":")[2]) if ":" in where else 0
    try:
        yield SimpleNamespace(port=port, listener=listener)
    finally:
        listener.stop()


def client(server):
    return smtplib.SMTP("127.0.0.1", server.port, local_hostname="mx.heron.example", timeout=10)


def test_a_mail_is_ours_once_it_is_committed(settings):
    with listening(settings) as server, client(server) as smtp:
        smtp.ehlo()
        assert smtp.esmtp_features["size"] == str(settings.CLEW_MAX_MAIL_BYTES)
        assert {"8bitmime", "smtputf8"} <= set(smtp.esmtp_features)
        assert "auth" not in smtp.esmtp_features
        smtp.sendmail("ada@heron.example", [TO, "help+t42-x@kite.example"], MAIL)
        mail = InboundMail.objects.get()
        smtp.sendmail("", [TO], b"Subject: a bounce\r\n\r\nx\r\n")
    assert bytes_of(mail) == MAIL
    assert (mail.source, mail.client_ip, mail.helo) == ("smtp", "127.0.0.1", "mx.heron.example")
    assert mail.envelope_from == "ada@heron.example"
    assert mail.envelope_to == [TO, "help+t42-x@kite.example"]
    assert InboundMail.objects.latest("pk").envelope_from == "", "the null path, not unknown"


def test_it_passes_nothing_on_to_others(settings):
    with listening(settings) as server, client(server) as smtp:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            smtp.sendmail("ada@heron.example", ["bob@elsewhere.example"], MAIL)
        code, said = refused.value.recipients["bob@elsewhere.example"]
        assert (code, b"pass nothing on" in said) == (550, True)
        smtp.docmd("AUTH PLAIN AGEAYg==")
        assert smtp.sendmail("ada@heron.example", [TO, "bob@elsewhere.example"], MAIL)
        assert InboundMail.objects.get().envelope_to == [TO]
        with pytest.raises(smtplib.SMTPException):
            for number in range(30):
                smtp.sendmail("ada@heron.example", [f"guess{number}@kite.example"], MAIL)


def test_what_is_too_large_is_refused_to_the_senders_face(settings):
    with listening(settings, CLEW_MAX_MAIL_BYTES=20_000) as server, client(server) as smtp:
        with pytest.raises(smtplib.SMTPSenderRefused) as refused:
            smtp.sendmail("ada@heron.example", [TO], b"x" * 21_000)
        assert refused.value.smtp_code == 552
        smtp.sendmail("ada@heron.example", [TO], b"Subject: long line\r\n\r\n" + b"x" * 15_000)
    assert InboundMail.objects.get().size == 15_024


def test_without_the_database_the_client_keeps_its_mail(settings, monkeypatch):
    with listening(settings) as server, client(server) as smtp:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE email_inboundmail RENAME TO email_gone")
        try:
            with pytest.raises(smtplib.SMTPDataError) as refused:
                smtp.sendmail("ada@heron.example", [TO], MAIL)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE email_gone RENAME TO email_inboundmail")
        assert refused.value.smtp_code == 451
        smtp.sendmail("ada@heron.example", [TO], MAIL)
    assert InboundMail.objects.count() == 1


def test_one_address_has_so_many_connections(settings, monkeypatch):
    monkeypatch.setattr(smtp_protocol, "MOST_OF_ONE", 2)
    with listening(settings) as server:
        with client(server), client(server) as second:
            with pytest.raises(smtplib.SMTPConnectError) as refused:
                client(server)
            assert refused.value.smtp_code == 421
            second.sendmail("ada@heron.example", [TO], MAIL)
        assert client(server).noop()[0] == 250


def test_who_sends_too_much_has_to_wait(settings):
    for _ in range(2000):
        smtp_session.MAILS.seconds_to_wait("127.0.0.1")
    with listening(settings) as server, client(server) as smtp:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            smtp.sendmail("ada@heron.example", [TO], MAIL)
        assert refused.value.smtp_code == 451


def test_encrypted_when_there_is_a_certificate(settings, tmp_path):
    files = certificate(tmp_path)
    with listening(settings, **files) as server, client(server) as smtp:
        context = ssl.create_default_context(cafile=files["CLEW_SMTP_CERT"])
        context.check_hostname = False
        assert smtp.starttls(context=context)[0] == 220
        smtp.ehlo()
        assert "auth" not in smtp.esmtp_features
        smtp.sendmail("ada@heron.example", [TO], MAIL)
    assert InboundMail.objects.get().size == len(MAIL)


def test_a_wrong_certificate_does_not_mean_no_encryption(settings, tmp_path):
    with listening(settings, CLEW_SMTP_CERT=str(tmp_path / "none.pem")) as server:
        assert "none.pem" in server.listener.problem
        with pytest.raises(ConnectionRefusedError):
            client(server)


def test_lmtp_answers_for_each_recipient_and_keeps_one_mail(settings, folder):
    path = str(folder / "lmtp")
    with listening(settings, Source.LMTP, where=path):
        with smtplib.LMTP(path) as lmtp:
            lmtp.sendmail("ada@heron.example", [TO], MAIL)  # it reads one answer only
        line = socket.socket(socket.AF_UNIX)
        line.connect(path)
        with line, line.makefile("rwb") as talk:
            commands = (
                "LHLO mx", "MAIL FROM:<>", f"RCPT TO:<{TO}>", "RCPT TO:<nobody@x.example>",
                "RCPT TO:<help+y@kite.example>", "DATA", "Subject: x\r\n\r\ny\r\n.", "QUIT", "",
            )  # fmt: skip
            talk.write("\r\n".join(commands).encode())
            talk.flush()
            answers = [each[:4] for each in talk.read().splitlines()]
    assert answers[-6:] == [b"550 ", b"250 ", b"354 ", b"250 ", b"250 ", b"221 "]
    assert InboundMail.objects.count() == 2
    assert {mail.source for mail in InboundMail.objects.all()} == {"lmtp"}


def test_many_clients_at_once_lose_nothing(settings):
    def send(number):
        with client(server) as smtp:
            for each in range(5):
                smtp.sendmail("a@heron.example", [TO], f"Subject: {number}-{each}\r\n\r\n".encode())
        connections.close_all()

    with listening(settings) as server:
        threads = [threading.Thread(target=send, args=[number]) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    found = {bytes_of(mail) for mail in InboundMail.objects.all()}
    assert len(found) == InboundMail.objects.count() == 40


def test_an_address_that_is_taken_is_tried_again(settings, monkeypatch):
    monkeypatch.setattr("clew.channels.email.intake.listening.TRIED_AGAIN", 0.1)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        listener = Listener(Source.SMTP, "CLEW_SMTP_LISTEN")
        settings.CLEW_SMTP_LISTEN = f"127.0.0.1:{port}"
        listener.start()
        assert str(port) in listener.problem
    try:
        for _ in range(100):
            if not listener.problem:
                break
            threading.Event().wait(0.05)
        with client(SimpleNamespace(port=port)) as smtp:
            assert smtp.noop()[0] == 250
    finally:
        listener.stop()


def certificate(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mx.kite.example")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return {
        "CLEW_SMTP_CERT": str(folder / "cert.pem"),
        "CLEW_SMTP_KEY": str(folder / "key.pem"),
    }
