import pytest
from django.test import Client

from clew.tickets.models import Ticket
from tests import cast

pytestmark = pytest.mark.django_db

ASKED = {
    "email": "nia@heron.example",
    "name": "Nia Rowan",
    "subject": "Called about an invoice",
    "body": "Number 77 is missing.",
    "kind": "billing",
    "severity": "high",
    "mine": "on",
}


def test_staff_open_a_ticket_for_somebody_new(agent, maya):
    cast.environment()
    response = agent.post("/tickets", ASKED)
    ticket = Ticket.objects.get()
    assert response["Location"] == f"/tickets/{ticket.number}"
    assert (ticket.requester.email, ticket.assignee) == ("nia@heron.example", maya)
    assert (ticket.kind, ticket.severity, ticket.channel) == ("billing", "high", "staff")


def test_the_product_area_comes_from_the_list(agent):
    cast.environment()
    assert "Billing and plans" in agent.get("/tickets/new").content.decode()
    agent.post("/tickets", ASKED | {"area": "Billing and plans"})
    assert Ticket.objects.get().area == "Billing and plans"
    assert agent.post("/tickets", ASKED | {"area": "Weather"}).status_code == 422


def test_a_known_customer_is_not_made_twice(agent):
    ada = cast.person()
    agent.post("/tickets", ASKED | {"email": ada.email})
    assert Ticket.objects.get().requester == ada


def test_requesters_are_found_while_typing(agent):
    cast.person("Ada Quist")
    page = agent.get("/tickets/new/requesters?email=quist").content.decode()
    assert 'data-email="ada@heron.example"' in page


def test_a_mistake_keeps_every_word(agent):
    response = agent.post("/tickets", ASKED | {"email": "not an address"})
    assert response.status_code == 422
    page = response.content.decode()
    for word in ("not an address", "Called about an invoice", "Number 77 is missing."):
        assert word in page
    assert not Ticket.objects.exists()


def test_light_agents_and_strangers_open_nothing(light):
    assert light.post("/tickets", ASKED).status_code == 403
    assert Client().post("/tickets", ASKED).status_code == 302
    assert not Ticket.objects.exists()
