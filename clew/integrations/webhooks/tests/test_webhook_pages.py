import pytest
from django.test import Client

from clew.core.actors import SYSTEM
from clew.core.facts import facts_about
from clew.integrations.webhooks.actions import create_endpoint
from clew.integrations.webhooks.models import Endpoint, WebhookDelivery
from clew.people.models import Role
from clew.web.settings.audit_words import sentence
from tests import cast

pytestmark = pytest.mark.django_db
URL = "https://hooks.heron.example/clew"


@pytest.fixture
def client():
    client = Client()
    client.force_login(cast.staff("Ines Ortega", role=Role.ADMIN))
    return client


def text_of(response) -> str:
    return response.content.decode()


def delivery(endpoint, **fields) -> WebhookDelivery:
    given = {
        "key": "k", "event": "tickets.TicketOpened", "subject": "ticket/1001", "state": "dead",
        "payload": {"type": "tickets.TicketOpened"}, "attempts": 8, "error": "It answered 500.",
        "next_attempt_at": endpoint.created_at, "created_at": endpoint.created_at,
    }  # fmt: skip
    return WebhookDelivery.objects.create(endpoint=endpoint, **(given | fields))


def test_its_secret_is_shown_once(client):
    form = {"name": "Warehouse", "url": URL, "facts": ["tickets.TicketOpened"]}
    page = text_of(client.post("/settings/webhooks", form))
    made = Endpoint.objects.get()
    assert made.secret in page
    for path in ("/settings/webhooks", f"/settings/webhooks/{made.pk}"):
        assert made.secret not in text_of(client.get(path))
    renewed = text_of(client.post(f"/settings/webhooks/{made.pk}/secret"))
    assert made.secret not in renewed
    made.refresh_from_db()
    assert made.secret in renewed


def test_what_is_wrong_is_said_beside_it(client):
    page = text_of(client.post("/settings/webhooks", {"name": "X", "url": "nowhere"}))
    assert "Write a whole address" in page
    assert not Endpoint.objects.exists()


def test_a_dead_delivery_is_shown_and_sent_again(client):
    made = create_endpoint(name="Warehouse", url=URL, by=SYSTEM)
    gone = delivery(made)
    assert "1 given up" in text_of(client.get("/settings/webhooks"))
    page = text_of(client.get(f"/settings/webhooks/{made.pk}"))
    for said in ("Given up", "It answered 500.", f"msg_{gone.stable_id.hex}"):
        assert said in page
    client.post(f"/settings/webhooks/deliveries/{gone.pk}")
    gone.refresh_from_db()
    assert (gone.state, gone.attempts) == ("waiting", 0)


def test_it_is_changed_switched_off_deleted_and_brought_back(client):
    made = create_endpoint(name="Warehouse", url=URL, by=SYSTEM)
    path = f"/settings/webhooks/{made.pk}"
    client.post(path, {"name": "Lake", "url": URL, "facts": ["tickets.TagsChanged"]})
    client.post(f"{path}/active")
    made.refresh_from_db()
    assert (made.name, made.facts, made.active) == ("Lake", ["tickets.TagsChanged"], False)
    client.post(f"{path}/deletion")
    assert client.get(path).status_code == 404
    client.post(f"{path}/restoration")
    assert client.get(path).status_code == 200
    said = [sentence(each.fact.name, vars(each.fact)) for each in facts_about(f"webhook/{made.pk}")]
    assert said == [
        "Made the webhook “Warehouse” to https://hooks.heron.example",
        "Changed the webhook “Lake”: name, what it hears of",
        "Changed the webhook “Lake”: active",
        "Deleted the webhook “Lake”",
        "Brought back the webhook “Lake”",
    ]


@pytest.mark.parametrize("role", [Role.LEAD, Role.AGENT, Role.LIGHT])
def test_only_admins_open_them(role):
    made = create_endpoint(name="Warehouse", url=URL, by=SYSTEM)
    sent = delivery(made)
    client = Client()
    client.force_login(cast.staff("Noor Vale", role=role))
    for path in ("", f"/{made.pk}"):
        assert client.get(f"/settings/webhooks{path}").status_code == 403
    for path in ("", f"/{made.pk}", f"/{made.pk}/secret", f"/deliveries/{sent.pk}"):
        assert client.post(f"/settings/webhooks{path}", {"name": "x"}).status_code == 403
    sent.refresh_from_db()
    assert sent.state == "dead"


def test_only_whole_facts_are_offered(client):
    page = text_of(client.get("/settings/webhooks"))
    assert "Ticket opened" in page
    assert "tickets.TicketFact" not in page
