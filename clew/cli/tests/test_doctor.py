"""Each fault is made, and the doctor says what is wrong, what it means and what to do."""

import contextlib
import json
import os
import resource
import shutil
import socket
import threading
from collections import namedtuple
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from clew.channels.email.models import Mailbox
from clew.cli.checks import events, ground, post, reaching, schema, settings_given, work
from clew.cli.checks.finding import looked
from clew.cli.installation import Installation, RunningServer
from clew.core import clock, holding
from clew.core.actors import SYSTEM
from clew.core.given import CHOICES, NUMBERS
from clew.core.sealing import seal
from clew.events.models import CaptureBatch
from clew.people.models import Environment
from clew.tickets.actions import store_upload
from clew.tickets.models import Attachment
from tests.mail_server import mail_server
from tests.serving import free_port, open_folder


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A data directory as an installation leaves it, and nothing given by the environment."""
    for name in (*NUMBERS, *CHOICES, *settings_given.SCHEMES):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("CLEW_SECRET_KEY", raising=False)
    monkeypatch.setenv("CLEW_DATA_DIR", str(tmp_path))
    (tmp_path / "postgres").mkdir()
    (tmp_path / "secret_key").touch(mode=0o600)
    return tmp_path


def said_by(check):
    """The findings that failed; each is at least three sentences."""
    found = [each.said for each in looked([check], Installation()) if each.failed]
    for said in found:
        assert said.count(". ") >= 2, said
        assert "could not be checked" not in said
    return " | ".join(found)


SETTINGS = [
    ({"PORT": "http"}, ["PORT is http, not a whole number from 0 to 65535"]),
    ({"CLEW_CLOCK_OFFSET": "nan"}, ["CLEW_CLOCK_OFFSET is nan, not a number"]),
    ({"CLEW_MAX_MAIL_BYTES": "50 MB"}, ["CLEW_MAX_MAIL_BYTES is 50 MB"]),
    ({"CLEW_ROLE": "worker"}, ["CLEW_ROLE is worker, not one of all, web"]),
    ({"CLEW_LOG_LEVEL": "loud"}, ["CLEW_LOG_LEVEL is loud"]),
    ({"CLEW_SMTP_CERT": "/nowhere.pem"}, ["CLEW_SMTP_CERT is /nowhere.pem", "PEM file"]),
    ({"DATABASE_URL": "mysql://u:secret@h/c"}, ["DATABASE_URL is mysql://…", "postgresql://"]),
    ({"EMAIL_URL": "imap://h"}, ["EMAIL_URL is imap://…", "smtp+starttls://"]),
    ({"CLICKHOUSE_URL": "http://h:port"}, ["CLICKHOUSE_URL"]),
]


@pytest.mark.parametrize(("given", "words"), SETTINGS)
def test_values_that_cannot_be_meant(place, monkeypatch, given, words):
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    said = said_by(settings_given.settings_given)
    for each in [*words, "Clew cannot start so", "docs/operations.md"]:
        assert each in said
    assert "secret" not in said


def test_empty_values_are_their_defaults(place, monkeypatch):
    for name in (*NUMBERS, *CHOICES, *settings_given.SCHEMES, *settings_given.FILES):
        monkeypatch.setenv(name, " ")
    assert said_by(settings_given.settings_given) == ""
    assert said_by(settings_given.address) == ""


ADDRESSES = [
    ({"CLEW_BASE_URL": "http://localhost:8000", "CLEW_BEHIND_PROXY": "1"}, "own machine"),
    ({"EMAIL_URL": "smtp://mail.heron.example"}, "CLEW_BASE_URL is not set"),
    ({"CLEW_BASE_URL": "http://help.heron.example", "CLEW_BEHIND_PROXY": "1"}, "not marked as"),
    ({"CLEW_BASE_URL": "https://help.heron.example", "CLEW_BEHIND_PROXY": "1"}, ""),
    ({}, ""),
]


@pytest.mark.parametrize(("given", "words"), ADDRESSES)
def test_an_address_that_leads_elsewhere(place, monkeypatch, given, words):
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    said = said_by(settings_given.address)
    assert words in said if words else not said


@contextlib.contextmanager
def nobody():
    """Root may write everywhere."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_data_directory_that_cannot_be_written_to(place, monkeypatch):
    with open_folder() as path:
        path.chmod(0o555)
        monkeypatch.setenv("CLEW_DATA_DIR", str(path))
        with nobody():
            said = said_by(ground.data_directory)
        path.chmod(0o755)
    assert "cannot be written to: permission denied" in said
    assert "Give it to the user that runs Clew" in said


def test_a_data_directory_that_is_a_file(place, monkeypatch):
    (place / "file").touch()
    monkeypatch.setenv("CLEW_DATA_DIR", str(place / "file"))
    assert "it is not a directory" in said_by(ground.data_directory)


def test_a_disk_that_fills(place, monkeypatch):
    usage = namedtuple("usage", "total used free")  # noqa: PYI024  as shutil's
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(9, 9, 10**9))
    said = said_by(ground.data_directory)
    assert "has 0.9 GB free" in said
    assert "capture answers 503" in said


def test_a_restore_that_did_not_finish(place):
    (place / "restore-unfinished").touch()
    assert "Run `clew restore FILE --force` again" in said_by(ground.data_directory)


def test_a_secret_key_others_can_read_or_none(place):
    (place / "secret_key").chmod(0o644)
    assert f"chmod 600 {place / 'secret_key'}" in said_by(ground.secret_key)
    (place / "secret_key").unlink()
    said = said_by(ground.secret_key)
    assert "is missing, though there is an installation" in said
    assert "everybody is signed out" in said


def test_too_few_open_files(monkeypatch):
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1024, 4096))
    assert "LimitNOFILE=65536" in said_by(ground.open_files)


def test_a_port_that_somebody_else_has(place, monkeypatch):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("PORT", str(other.getsockname()[1]))
        said = said_by(ground.port)
    assert "cannot be used: address already in use" in said
    assert "choose another with --port or PORT" in said


def announce(place, port):
    Installation().announce(RunningServer(os.getpid(), f"http://127.0.0.1:{port}", "", "t"))
    assert (place / "server.json").exists()


def test_a_process_that_was_a_server_once(place):
    announce(place, free_port())
    said = said_by(reaching.lock)
    assert f"Process {os.getpid()} holds the data directory" in said
    assert "delete" in said
    (place / "server.json").write_text(json.dumps({"pid": 2**22 + 1}))
    assert said_by(reaching.lock) == ""


def url_of(**changes):
    """The tests' own PostgreSQL, with something wrong."""
    info = connection.settings_dict
    given = {"host": info["HOST"], "user": info["USER"], "dbname": info["NAME"], **changes}
    extra = f"&port={info['PORT']}" if info["PORT"] and "port" not in changes else ""
    extra += f"&port={changes['port']}" if "port" in changes else ""
    return f"postgresql://{given['user']}@/{given['dbname']}?host={given['host']}{extra}"


def test_postgresql_gone_or_another(place, monkeypatch):
    wrong = {
        url_of(host="127.0.0.1", port=free_port()): ["refused", "Start the server"],
        url_of(dbname="nowhere"): ["does not exist", "Create the database"],
    }
    for url, words in wrong.items():
        monkeypatch.setenv("DATABASE_URL", url)
        said = said_by(reaching.postgres)
        for each in [*words, "there are no tickets"]:
            assert each in said


def test_postgresql_too_old():
    (found,) = reaching._judged(140012, "14.12", "server")
    assert found.failed
    assert "Clew needs 15 or newer" in found.said


@contextlib.contextmanager
def refusing_clickhouse():
    """What a ClickHouse server answers to a wrong password."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            words = b"Code: 516. DB::Exception: clew: Authentication failed: password is incorrect."
            self.send_response(403)
            self.send_header("Content-Length", str(len(words)))
            self.end_headers()
            self.wfile.write(words)

        def log_message(self, *_):
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def test_a_clickhouse_server_that_is_gone_or_refuses(place, monkeypatch):
    monkeypatch.setenv("CLICKHOUSE_URL", f"http://clew:wrong@127.0.0.1:{free_port()}")
    assert "does not answer" in said_by(reaching.clickhouse_server)
    with refusing_clickhouse() as port:
        monkeypatch.setenv("CLICKHOUSE_URL", f"http://clew:wrong@127.0.0.1:{port}")
        said = said_by(reaching.clickhouse_server)
    assert "403 Code: 516" in said
    assert "user and password in CLICKHOUSE_URL" in said
    assert "wrong" not in said


JOB = "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts) VALUES "
BREAK = [
    ("DELETE FROM django_migrations WHERE app = 'coverage'", schema.schema,
     ["migrations are missing", "Restart it"]),
    ("INSERT INTO django_migrations (app, name, applied) VALUES ('tickets', '9000_x', now())",
     schema.schema, ["of a newer Clew: it has tickets.9000_x", "Update Clew"]),
    ("DROP EXTENSION unaccent CASCADE", schema.extensions,
     ["lacks the extension unaccent", "CREATE EXTENSION unaccent"]),
    ("DROP EXTENSION pg_trgm CASCADE", schema.extensions, ["CREATE EXTENSION pg_trgm"]),
    ("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'facts_by_name'::regclass",
     schema.indexes, ["facts_by_name is not valid", "REINDEX INDEX CONCURRENTLY facts_by_name"]),
    (f"{JOB} ('t', 't', '{{}}', 'failed', 8)", work.jobs, ["1 gave up", "Failed jobs"]),
    (f"{JOB} ('t', 't', '{{}}', 'doing', 1)", work.jobs, ["their process is gone"]),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("how", "check", "words"), BREAK)
def test_a_database_that_is_not_as_it_should_be(how, check, words):
    with connection.cursor() as cursor:
        cursor.execute(how)
    said = said_by(check)
    for each in words:
        assert each in said


@pytest.mark.django_db
def test_clocks_apart(monkeypatch):
    assert said_by(schema.clocks) == ""
    real = schema.time.time
    monkeypatch.setattr(schema.time, "time", lambda: real() + 90)
    said = said_by(schema.clocks)
    assert "seconds behind this machine's" in said
    assert "NTP" in said


@pytest.mark.django_db
def test_secrets_sealed_with_another_key(settings):
    at = clock.now()
    Mailbox.objects.create(host="h", user="u", password=seal("p"), created_at=at, changed_at=at)
    assert said_by(schema.sealed_secrets) == ""
    settings.SECRET_KEY = "another"
    said = said_by(schema.sealed_secrets)
    assert "1 of 1 stored passwords" in said
    assert "it is in each backup" in said


@pytest.mark.django_db
def test_a_file_that_a_row_names_is_gone():
    Attachment.objects.create(
        filename="log.txt", content_type="text/plain", size=1, digest=uuid4().hex * 2,
        created_at=clock.now(),
    )  # fmt: skip
    said = said_by(work.attachments)
    assert "“log.txt”" in said
    assert "tar -xf FILE files" in said
    upload = SimpleUploadedFile("cut.txt", b"every word")
    cut = store_upload(file=upload, by=SYSTEM)
    Path(default_storage.path(cut.storage_name)).write_bytes(b"every")
    assert "“cut.txt”" in said_by(work.attachments)


@pytest.mark.django_db
def test_an_owner_without_a_password_in_production(settings):
    settings.CLEW_BASE_URL = "https://help.heron.example"
    assert "Run `clew link`" in said_by(work.owner)


@pytest.mark.django_db
def test_a_restored_copy_that_holds_its_mail():
    assert said_by(work.restored) == ""
    holding.hold()
    assert "`clew restore --send-queued`" in said_by(work.restored)


@pytest.mark.django_db
def test_mail_that_cannot_leave(settings):
    settings.EMAIL_URL = f"smtp://127.0.0.1:{free_port()}"
    assert "cannot be reached" in said_by(post.mail_server)
    with mail_server() as server:
        settings.EMAIL_URL = server.url
        assert said_by(post.mail_server) == ""
        settings.EMAIL_URL = server.url.replace("smtp://", "smtp://ada:wrong@")
        said = said_by(post.mail_server)
        assert "Look at host, port, user and password in EMAIL_URL" in said
        assert server.mails == []


@pytest.mark.django_db
def test_a_mailbox_that_fails():
    at = clock.now()
    Mailbox.objects.create(
        name="Help", host="h", user="u", created_at=at, changed_at=at, failing_since=at,
        error="The server refused the login.",
    )  # fmt: skip
    said = said_by(post.mailboxes)
    assert "Help cannot be read since" in said
    assert "The server refused the login" in said


@pytest.mark.django_db
def test_events_that_wait_and_nobody_who_writes_them(place):
    environment = Environment.objects.get(is_default=True)
    CaptureBatch.objects.create(
        environment=environment, path="/batch", body=b"{}", event_count=3,
        received_at=clock.now() - timedelta(minutes=10),
    )  # fmt: skip
    said = said_by(events.capture)
    assert "3 events wait, the oldest for 6" in said
    assert "None is lost" in said
    announce(place, 1)
    said = said_by(events.capture)
    assert "nobody writes events to the store" in said
    assert "`clew worker`" in said


@pytest.mark.django_db
def test_an_event_store_that_lacks_migrations_or_has_too_many(place, store):
    assert said_by(events.event_store) == ""
    with store.writer() as client:
        client.insert("schema_migrations", [["9000_thoughts"]], column_names=["name"])
        said = said_by(events.event_store)
        client.command(
            "DELETE FROM schema_migrations WHERE name IN ('9000_thoughts', '0005_by_group')"
        )
        missing = said_by(events.event_store)
        client.insert("schema_migrations", [["0005_by_group"]], column_names=["name"])
    assert "it has 9000_thoughts" in said
    assert "the first is 0005_by_group" in missing


def test_a_check_that_fails_is_a_finding():
    def broken_thing(_installation):
        raise RuntimeError("surprise")

    (found,) = looked([broken_thing], Installation())
    assert found.failed
    assert found.said == "This could not be checked: surprise"
