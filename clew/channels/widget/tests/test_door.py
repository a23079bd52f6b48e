"""What any page on the web may do, and how often."""

import gzip
import shutil
import subprocess

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from clew.channels.widget import options, rate
from clew.channels.widget.bundle import build
from clew.core.actors import SYSTEM
from clew.tickets.actions.areas import add_area, retire_area
from clew.tickets.models import Ticket
from clew.tickets.queries.areas import areas
from tests import cast

pytestmark = pytest.mark.django_db


def upload(widget, content=b"hello", name="log.txt", **headers):
    return Client(enforce_csrf_checks=True).post(
        "/widget/api/attachments",
        {"file": SimpleUploadedFile(name, content, content_type="text/html")},
        headers={"X-Clew-Key": widget.key.key, "X-Clew-Session": widget.secret} | headers,
    )


def test_any_page_may_ask_and_no_cookie_is_ever_set(widget):
    preflight = Client().options(
        "/widget/api/tickets",
        headers={"Origin": "https://app.heron.example", "Access-Control-Request-Method": "POST"},
    )
    assert preflight.status_code == 204
    assert "X-Clew-Session" in preflight["Access-Control-Allow-Headers"]
    for answer in (preflight, widget().call("GET", "config"), widget().call("GET", "tickets")):
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer
        assert not answer.cookies


def test_the_form_is_described(widget):
    shown = widget().call("GET", "config").json()
    assert [each["value"] for each in shown["severities"]] == ["critical", "high", "medium", "low"]
    assert shown["severities"][0]["description"] == "Outage, data loss or data breach"
    assert shown["limits"] == {"message": 10_000, "file": 25 * 1024 * 1024, "files": 10}
    assert "Billing and plans" in shown["areas"]


def test_an_admin_changes_the_areas(widget):
    for area in areas():
        retire_area(area=area, by=SYSTEM)
    for name in ("Looms", "Yarn"):
        add_area(name=name, by=SYSTEM)
    assert widget().call("GET", "config").json()["areas"] == ["Looms", "Yarn"]


def test_files_go_up_and_come_down_as_downloads(widget):
    ada = widget().sign_in("ada")
    answer = upload(ada, b"<script>1</script>", "evil.html")
    assert answer.status_code == 201
    secret = answer.json()["secret"]
    number = ada.opened("See file", attachments=[secret])
    [message] = ada.call("GET", f"tickets/{number}").json()["messages"]
    [file] = message["attachments"]
    assert (file["name"], file["size"]) == ("evil.html", 18)
    down = Client().get(file["url"])
    assert b"".join(down.streaming_content) == b"<script>1</script>"
    assert down["Content-Disposition"].startswith("attachment")
    assert "sandbox" in down["Content-Security-Policy"]
    assert ada.open("Again", attachments=[secret]).status_code == 422, "one message only"
    assert Client().get("/widget/api/attachments/guess").status_code == 404


def test_uploads_need_a_session_and_have_a_limit(widget, monkeypatch):
    assert upload(widget()).status_code == 401
    ada = widget().sign_in("ada")
    assert upload(ada, b"x" * (26 * 1024 * 1024)).status_code == 413
    empty = Client().post(
        "/widget/api/attachments",
        headers={"X-Clew-Key": ada.key.key, "X-Clew-Session": ada.secret},
    )
    assert empty.status_code == 400


def test_too_many_tickets_from_one_address_have_to_wait(widget):
    ada = widget().sign_in("ada")
    answers = [ada.open(f"Number {number}") for number in range(21)]
    assert [each.status_code for each in answers] == [201] * 20 + [429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert "Try again in" in answers[-1].json()["detail"]
    assert Ticket.objects.count() == 20
    assert widget(address="192.0.2.2").sign_in("bo").open("Hello").status_code == 201


def test_nobody_fills_the_disk_with_files(widget):
    visitor = widget().sign_in()
    answers = [upload(visitor, name=f"{number}.txt") for number in range(41)]
    assert [each.status_code for each in answers] == [201] * 40 + [429]


def test_behind_a_proxy_the_address_it_saw_counts(widget, settings):
    settings.USE_X_FORWARDED_HOST = True
    for number in range(150):
        forged = {"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.7"}
        last = widget().call("POST", "session", {}, **forged)
    assert last.status_code == 429


def test_a_bucket_refills():
    now = [0.0]
    limiter = rate.Limiter(rate.Allowance(burst=2, per_minute=60), clock=lambda: now[0])
    assert [limiter.seconds_to_wait("a") for _ in range(3)] == [0, 0, 1]
    now[0] = 1.0
    assert [limiter.seconds_to_wait("a") for _ in range(2)] == [0, 1]
    assert limiter.seconds_to_wait("b") == 0


def test_the_script_is_small_cached_and_asked_for_again_cheaply():
    answer = Client().get("/widget.js", headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/javascript")
    assert "max-age" in answer["Cache-Control"]
    assert answer["Content-Encoding"] == "gzip"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert len(answer.content) < 15_000
    assert gzip.decompress(answer.content) == Client().get("/widget.js").content
    again = Client().get("/widget.js", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_script_needs_no_trust_of_the_page():
    code = build().plain.decode()
    for forbidden in (
        "eval(",
        "innerHTML",
        "outerHTML",
        "document.write",
        "Function(",
        "DOMParser",
    ):
        assert forbidden not in code


def test_every_status_and_choice_has_words():
    assert set(options.STATUSES) == set(dict(Ticket._meta.get_field("status").choices))
    assert set(options.KINDS) == set(dict(Ticket._meta.get_field("kind").choices))
    assert set(options.SEVERITIES) == set(dict(Ticket._meta.get_field("severity").choices))


def test_replies_on_widget_tickets_also_go_by_mail_to_a_known_address():
    from clew.tickets.actions import reply

    message = reply(ticket=cast.ticket(channel="widget"), staff=cast.staff(), body="Hi")
    assert list(message.deliveries.values_list("channel", "address")) == [
        ("email", "ada@heron.example")
    ]


def test_the_script_is_sound_after_its_spaces_are_gone(tmp_path):
    node = shutil.which("node")
    if not node:
        pytest.skip("needs Node.js")
    (tmp_path / "widget.js").write_bytes(build().plain)
    subprocess.run([node, "--check", tmp_path / "widget.js"], check=True)
