"""Webhooks against those who mean harm: addresses inside, answers that burst, words that leak."""

import gzip
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

from clew.core import clock
from clew.core.actors import SYSTEM, Actor
from clew.core.facts import facts_about
from clew.core.outgoing import RefusedError, pinned
from clew.integrations.webhooks import outbox, sending
from clew.integrations.webhooks.actions import change_endpoint, create_endpoint
from clew.integrations.webhooks.forgetting import forget_old_webhooks
from clew.integrations.webhooks.models import WebhookDelivery
from clew.people.models import Role
from clew.routing.actions.de_escalating import de_escalate
from clew.routing.actions.escalating import escalate
from tests import cast

INSIDE = [
    "http://2130706433/",
    "http://0x7f.1/",
    "http://017700000001/",
    "http://127.1/",
    "http://0/",
    "http://127。0。0。1/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:10.0.0.1]/",
    "http://[::ffff:0:10.0.0.1]/",
    "http://[64:ff9b::a00:1]/",
    "http://[64:ff9b:1::a00:1]/",
    "http://[2002:a00:1::]/",
    "http://[fec0::1]/",
    "http://[fd00::1]/",
    "http://[fe80::1]/",
    "http://[ff02::1]/",
    "http://100.64.0.1/",
    "http://169.254.169.254/",
    "http://224.0.0.1/",
]


@pytest.mark.parametrize("url", INSIDE)
def test_no_spelling_of_an_inner_address_is_let_through(url):
    with pytest.raises(RefusedError):
        pinned(httpx.URL(url), [])


@pytest.mark.parametrize("url", ["http://93.184.215.14/", "http://[2606:2800:220:1::1]/"])
def test_public_addresses_are(url):
    assert pinned(httpx.URL(url), [])[0].host in url


class Bomb(BaseHTTPRequestHandler):
    """A few kilobytes that unpack to fifty megabytes."""

    packed = gzip.compress(bytes(50_000_000))

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(500)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(self.packed)))
        self.end_headers()
        self.wfile.write(self.packed)

    def log_message(self, *args):
        pass


@pytest.fixture
def bomb(settings):
    settings.CLEW_WEBHOOKS_TO = ["127.0.0.0/8"]
    server = HTTPServer(("127.0.0.1", 0), Bomb)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def waiting(url, payload) -> WebhookDelivery:
    made = create_endpoint(name="W", url=url, by=SYSTEM)
    now = clock.now()
    return WebhookDelivery.objects.create(
        endpoint=made, key="1", event="x", subject="x", payload=payload,
        next_attempt_at=now, created_at=now,
    )  # fmt: skip


@pytest.mark.django_db
def test_an_answer_is_not_unpacked_and_a_huge_number_is_sent(bomb):
    delivery = waiting(bomb, {"fields": {"seats": 10**40}})
    assert sending.send_due() == 1
    delivery.refresh_from_db()
    assert (delivery.error, delivery.status) == ("It answered 500.", 500)
    assert len(delivery.answer) <= 1000


@pytest.mark.django_db
def test_why_an_escalation_ended_stays_here():
    create_endpoint(name="W", url="https://w.example/", facts=["routing.Deescalated"], by=SYSTEM)
    ticket, by = cast.ticket(), Actor.staff(cast.staff("Oskar Brandt", role=Role.AGENT))
    escalate(ticket=ticket, to="engineering", team=cast.team(), note="Because", by=by)
    ticket.refresh_from_db()
    de_escalate(ticket=ticket, by=by, words="the password is kestrel")
    for recorded in facts_about(f"ticket/{ticket.number}"):
        outbox.queue(recorded)
    said = json.dumps(list(WebhookDelivery.objects.values_list("payload", flat=True)))
    assert "routing.Deescalated" in said
    assert "kestrel" not in said


def test_addresses_of_webhooks_are_not_logged(settings):
    assert settings.LOGGING["loggers"]["httpx"]["level"] == "WARNING"


@pytest.mark.django_db
def test_what_will_never_be_sent_is_forgotten_too():
    delivery = waiting("https://w.example/", {})
    change_endpoint(endpoint=delivery.endpoint, active=False, by=SYSTEM)
    forget_old_webhooks()
    assert WebhookDelivery.objects.exists()
    with clock.moved_to(clock.now() + timedelta(days=31)):
        forget_old_webhooks()
    assert not WebhookDelivery.objects.exists()
