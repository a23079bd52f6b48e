import json

import pytest
from django.test import Client

from clew.people.models import Team
from clew.tickets.actions import receive_message
from clew.tickets.models import BulkJob, ExternalLink, Ticket, TicketLink
from tests import cast

pytestmark = pytest.mark.django_db


def toast(response):
    return json.loads(response["X-Clew-Toast"])


@pytest.fixture
def other(ticket):
    return cast.ticket("Invoice is wrong", requester=ticket.requester)


def test_merging_says_what_will_happen_and_the_number_leads_on(agent, send, ticket, other):
    bo = cast.person("Bo Tran", email="bo@northwind.example")
    cast.account("Northwind", members=(bo,))
    third = cast.ticket("Mine too", requester=bo)
    numbers = [ticket.number, other.number, third.number]
    page = agent.get("/tickets/merge", {"number": numbers}).content.decode()
    assert "Merge 3 tickets" in page
    assert "bo@northwind.example" in page
    assert "Not everybody is of the same account" in page
    response = send("/merges", {"number": numbers, "survivor": ticket.number})
    assert response["X-Clew-Location"] == f"/tickets/{ticket.number}"
    moved = agent.get(f"/tickets/{other.number}?view=open")
    assert (moved.status_code, moved["Location"]) == (302, f"/tickets/{ticket.number}?view=open")
    assert "was merged" in agent.get(f"/tickets/{other.number}?original=1").content.decode()
    survivor = agent.get(f"/tickets/{ticket.number}").content.decode()
    assert f"from #{other.number}" in survivor
    undo = toast(response)["undo"]
    assert send(undo["url"], undo["fields"]).status_code == 204
    assert agent.get(f"/tickets/{other.number}").status_code == 200


def test_a_survivor_that_is_hidden_is_not_named(agent, send, ticket, other):
    send("/merges", {"number": [ticket.number, other.number], "survivor": ticket.number})
    secret = Team.objects.create(name="Legal", slug="legal", private=True)
    Ticket.objects.filter(pk=ticket.pk).update(team=secret)
    answer = agent.get(f"/tickets/{other.number}")
    assert answer["Location"] == f"/tickets/{other.number}?original=1"


@pytest.mark.parametrize(
    "path",
    [
        "/merges",
        "/tickets/bulk",
        "/tickets/{0}/links/tickets",
        "/tickets/{0}/links/pages",
        "/tickets/{0}/messages/{1}/splits",
    ],
)
def test_light_agents_join_nothing_and_strangers_see_nothing(send, light, ticket, other, path):
    message = receive_message(
        ticket=ticket, person=ticket.requester, body="Also, invoices.", channel="email"
    )
    data = {
        "number": [ticket.number, other.number],
        "field": "severity",
        "value": "high",
        "other": other.number,
        "kind": "related",
        "page": "https://wiki.heron.example/",
        "subject": "Invoices",
    }
    address = path.format(ticket.number, message.pk)
    assert send(address, data, client=light).status_code == 403
    assert send(address, data, client=Client()).status_code == 401
    assert not TicketLink.objects.exists()
    assert not ExternalLink.objects.exists()


def test_a_hidden_ticket_is_not_merged_linked_or_suggested(agent, send, ticket, other):
    secret = Team.objects.create(name="Legal", slug="legal", private=True)
    Ticket.objects.filter(pk=other.pk).update(team=secret)
    numbers = {"number": [ticket.number, other.number]}
    assert agent.get("/tickets/merge", numbers).status_code == 422
    assert send("/merges", numbers).status_code == 422
    linked = send(
        f"/tickets/{ticket.number}/links/tickets", {"other": other.number, "kind": "related"}
    )
    assert linked.status_code == 422
    found = agent.get("/tickets/suggestions", {"q": "Invoice"}).content.decode()
    assert f'data-found="{other.number}"' not in found


def test_linking_by_number_or_address_and_taking_it_back(agent, send, ticket, other):
    links = f"/tickets/{ticket.number}/links"
    assert agent.get(links).content.strip() == b""
    address = f"http://localhost/tickets/{other.number}?view=open"
    answer = send(f"{links}/tickets", {"other": address, "kind": "duplicate"})
    page = answer.content.decode()
    assert "Duplicate of" in page
    assert f"Solve #{ticket.number}" in page
    assert "Has the duplicate" in agent.get(f"/tickets/{other.number}/links").content.decode()
    undo = toast(answer)["undo"]
    gone = send(undo["url"], undo["fields"])
    assert gone.content.strip() == b""
    again = toast(gone)["undo"]
    assert "Duplicate of" in send(again["url"], again["fields"]).content.decode()


def test_linking_a_page_and_its_removal(send, ticket):
    links = f"/tickets/{ticket.number}/links/pages"
    answer = send(links, {"page": "https://github.com/heron/shop/issues/12"})
    assert "GitHub issue" in answer.content.decode()
    link = ExternalLink.objects.get()
    assert send(f"{links}/{link.pk}/removal").content.strip() == b""
    assert send(links, {"page": "javascript:alert(1)"}).status_code == 422


def test_splitting_and_taking_it_back(agent, send, ticket):
    message = receive_message(
        ticket=ticket, person=ticket.requester, body="Also, invoices.", channel="email"
    )
    receive_message(ticket=ticket, person=ticket.requester, body="Both.", channel="email")
    dialog = agent.get(f"/tickets/{ticket.number}/messages/{message.pk}/split").content.decode()
    assert 'value="Also, invoices."' in dialog
    assert "Also the message that Ada Quist wrote after it" in dialog
    answer = send(
        f"/tickets/{ticket.number}/messages/{message.pk}/splits",
        {"subject": "Invoices", "following": "on"},
    )
    new = Ticket.objects.get(subject="Invoices")
    assert answer["X-Clew-Location"] == f"/tickets/{new.number}"
    assert new.message_count == 2
    undo = toast(answer)["undo"]
    back = send(undo["url"], undo["fields"])
    assert back["X-Clew-Location"] == f"/tickets/{ticket.number}"
    assert agent.get(f"/tickets/{new.number}")["Location"] == f"/tickets/{ticket.number}"


def test_all_of_a_view_is_changed_by_a_job_with_a_page(agent, send, ticket, other, monkeypatch):
    monkeypatch.setattr("clew.tickets.bulk.starting.AT_ONCE", 1)
    asked = {"all": 1, "view": "unassigned", "field": "severity", "value": "high"}
    answer = send("/tickets/bulk", asked)
    assert answer.status_code == 202
    job = BulkJob.objects.get()
    assert toast(answer)["job"] == str(job.pk)
    assert (job.total, job.state) == (2, "waiting")
    progress = agent.get(f"/bulk/{job.pk}/progress").json()
    assert (progress["handled"], progress["total"], progress["is_over"]) == (0, 2, False)
    assert "Set severity to High" in agent.get(f"/bulk/{job.pk}").content.decode()
    assert send(f"/bulk/{job.pk}/undo").status_code == 422
    assert send(f"/bulk/{job.pk}/cancellation").status_code == 204
    assert agent.get(f"/bulk/{job.pk}/progress").json()["is_over"]


def test_somebody_elses_job_does_not_exist(agent, send, ticket):
    send("/tickets/bulk", {"number": ticket.number, "field": "severity", "value": "high"})
    job = BulkJob.objects.get()
    oskar = Client()
    oskar.force_login(cast.staff("Oskar Bello"))
    for part in ("", "/progress"):
        assert agent.get(f"/bulk/{job.pk}{part}").status_code == 200
        assert oskar.get(f"/bulk/{job.pk}{part}").status_code == 404
    assert send(f"/bulk/{job.pk}/undo", client=oskar).status_code == 404


def test_failures_are_listed_with_reasons(agent, send, ticket, other):
    Ticket.objects.filter(pk=other.pk).update(status="closed")
    numbers = [ticket.number, other.number]
    answer = send("/tickets/bulk", {"number": numbers, "field": "status", "value": "pending"})
    said = toast(answer)["text"]
    assert said.startswith(f"#{ticket.number} is pending. #{other.number} was not changed")
    job = BulkJob.objects.get()
    page = agent.get(f"/bulk/{job.pk}").content.decode()
    assert f"#{other.number}" in page
    assert "closed for good" in page
    assert "Retry the 1 that failed" in page


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("severity", "high", "has severity High"),
        ("tags.add", "a, b", "has tags a, b"),
        ("hold_until", "+3d", "is on hold for 3 days"),
        ("team", "", "has no team"),
        ("area", "Exports", "has product area Exports"),
    ],
)
def test_a_toast_says_what_the_ticket_is_now(send, ticket, field, value, said):
    answer = send("/tickets/bulk", {"number": ticket.number, "field": field, "value": value})
    assert toast(answer)["text"] == f"#{ticket.number} {said}"


def test_menus_of_bulk_actions_load_when_wanted(agent, db):
    cast.team()
    page = agent.get("/tickets/bulk/menus").content.decode()
    for part in ("bulk-team", "bulk-hold", "bulk-tags", "Delivery"):
        assert part in page
