"""Opening tickets and talking on them, as a customer's browser does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connections

from clew.channels.widget.actions import forget_sessions
from clew.core import clock
from clew.core.actors import Actor
from clew.tickets.actions import reply, set_status
from clew.tickets.models import Message, Ticket
from tests import cast

pytestmark = pytest.mark.django_db


def test_a_ticket_carries_what_was_chosen_and_what_the_page_said(widget):
    ada = widget().sign_in("ada-1")
    number = ada.opened(
        "Exports **fail**\nsince noon",
        kind="bug",
        area="Data and imports",
        severity="high",
        context={
            "url": "https://app.heron.example/exports",
            "session_id": "s-1",
            "distinct_id": "ada-1",
            "groups": {"company": "heron"},
            "sdk": {"name": "posthog-js", "version": "1.2.3"},
            "console": [{"at": "2026-01-05T09:00:00Z", "text": "TypeError: x"}] * 40,
            "exceptions": ["0190-abc"],
            "surprise": "dropped",
        },
    )
    ticket = Ticket.objects.get(number=number)
    assert (ticket.kind, ticket.area, ticket.severity) == ("bug", "Data and imports", "high")
    assert ticket.channel == "widget"
    assert ticket.subject == "Exports fail since noon"
    assert ticket.context["url"] == "https://app.heron.example/exports"
    assert ticket.context["groups"] == {"company": "heron"}
    assert ticket.context["sdk"]["version"] == "1.2.3"
    assert ticket.context["exception_ids"] == ["0190-abc"]
    assert len(ticket.context["console"]) == 20
    assert "surprise" not in ticket.context
    assert ticket.requester.distinct_ids.get().distinct_id == "ada-1"


def test_the_customer_sees_the_answer_and_answers_back(widget):
    ada = widget().sign_in("ada-1")
    number = ada.opened("Help")
    ticket = Ticket.objects.get(number=number)
    reply(ticket=ticket, staff=cast.staff(), body="Try **this**.", status="pending")
    shown = ada.call("GET", f"tickets/{number}").json()
    assert shown["status_label"] == "Waiting for you"
    mine, answer = shown["messages"]
    assert (mine["mine"], mine["body"]) == (True, "Help")
    assert (answer["from"], answer["name"]) == ("team", "Maya Lindholm")
    assert "<strong>this</strong>" in answer["body_html"]
    [row] = ada.call("GET", "tickets").json()["items"]
    assert row["last_reply"] == answer["id"]
    assert ada.say(number, "Works, thank you").status_code == 201
    ticket.refresh_from_db()
    assert ticket.status == "open"
    assert ticket.messages.last().body == "Works, thank you"


def test_a_repeated_request_is_the_same_message(widget):
    ada = widget().sign_in("ada-1")
    nonce = str(uuid4())
    first = ada.open("Once", nonce=nonce).json()
    assert ada.open("Once", nonce=nonce).json() == first
    assert Ticket.objects.count() == 1
    number = first["ticket"]["number"]
    again = str(uuid4())
    one = ada.say(number, "And this", nonce=again).json()["message_id"]
    assert ada.say(number, "And this", nonce=again).json()["message_id"] == one
    assert Message.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({"message": "  \n "}, "message", "Write a message first."),
        ({"message": None}, "message", "Write a message first."),
        ({"message": "x" * 10_001}, "message", "10,001 characters long; 10,000 fit"),
        ({"kind": "gossip"}, "kind", "Choose one of"),
        ({"severity": "mild"}, "severity", "Choose one of"),
        ({"email": "ada at heron"}, "email", "does not look like an email address"),
        ({"attachments": ["no-such-file"]}, "attachments", "attach it again"),
        ({"nonce": "1"}, "nonce", "nonce"),
    ],
)
def test_what_cannot_be_sent_says_which_field_and_why(widget, data, field, words):
    answer = widget().sign_in("ada-1").open(**data)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert words in answer.json()["errors"][field]
    assert not Ticket.objects.exists()


def test_ten_thousand_characters_fit(widget):
    assert widget().sign_in("ada-1").open("é" * 10_000).status_code == 201


def test_odd_requests_are_refused_politely(widget):
    ada = widget().sign_in("ada-1")
    assert ada.call("POST", "tickets", [1]).status_code == 400
    assert ada.call("DELETE", "tickets").status_code == 405
    assert ada.call("POST", "tickets", {"message": "x" * 300_000}).status_code == 413
    assert ada.call("GET", "tickets/99").status_code == 404
    assert ada.open("NUL \x00 inside", context={"url": "a\x00b", "groups": [1]}).status_code == 201
    assert ada.open("Half \ud83d a pair").status_code == 400


def test_an_answer_long_after_the_end_opens_a_follow_up(widget, monkeypatch):
    ada = widget().sign_in("ada-1")
    number = ada.opened("Help")
    ticket = Ticket.objects.get(number=number)
    set_status(ticket=ticket, status="solved", by=Actor.staff(cast.staff()))
    later = clock.now() + timedelta(days=40)
    monkeypatch.setattr(clock, "now", lambda: later)
    follow_up = ada.say(number, "It is back").json()["ticket"]["number"]
    assert follow_up != number
    assert ada.numbers() == [follow_up, number]


def test_somebody_without_any_id_is_kept_apart(widget):
    first, second = widget().sign_in(), widget().sign_in("anonymous")
    one = first.opened("I cannot sign in", name="Bo", email="bo@fjord.example")
    two = second.opened("Me neither")
    assert first.numbers() == [one]
    assert second.numbers() == [two]
    ticket = Ticket.objects.get(number=one)
    assert ticket.requester.email == "bo@fjord.example"
    assert Ticket.objects.get(number=two).requester != ticket.requester


def test_sessions_nobody_comes_back_to_are_forgotten_but_not_their_tickets(widget, monkeypatch):
    wrote, silent = widget().sign_in("ada-1"), widget().sign_in("bo-1")
    number = wrote.opened("Help")
    assert forget_sessions() == 0
    real = clock.now()
    monkeypatch.setattr(clock, "now", lambda: real + timedelta(days=8))
    assert forget_sessions() == 1
    assert silent.call("GET", "tickets").status_code == 401
    assert wrote.numbers() == [number]
    monkeypatch.setattr(clock, "now", lambda: real + timedelta(days=372))
    assert forget_sessions() == 0, "it was used a year less a day ago"
    monkeypatch.setattr(clock, "now", lambda: real + timedelta(days=374))
    assert forget_sessions() == 1
    assert Ticket.objects.filter(number=number).exists()


def test_a_new_person_has_the_name_the_page_gave(widget):
    number = widget().sign_in("eli-1", proof=True, name="Eli Stone").opened("Hello")
    ticket = Ticket.objects.get(number=number)
    assert ticket.requester.display_name == "Eli Stone"
    assert ticket.requester.is_identified
    cast.person("Ada Quist")
    known = widget().sign_in("ada", name="Somebody Else").opened("Hello")
    assert Ticket.objects.get(number=known).requester == cast.person()
    assert cast.person().name == "Ada Quist"


@pytest.mark.django_db(transaction=True)
def test_the_same_request_twice_at_the_same_moment_is_one_ticket(widget):
    ada = widget().sign_in("ada-1")
    nonce, start = str(uuid4()), Barrier(3)

    def send(_):
        start.wait()
        try:
            return ada.open("Once", nonce=nonce)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(send, range(3)))
    assert {each.status_code for each in answers} == {201}
    assert len({each.json()["ticket"]["number"] for each in answers}) == 1
    assert Ticket.objects.count() == 1
