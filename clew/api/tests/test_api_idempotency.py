from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from clew.api.models import StoredAnswer
from clew.api.v1 import tickets
from clew.api.v1.idempotency import forget_answers
from clew.core import clock
from clew.tickets.models import Ticket
from tests.programs import caller

GIVEN = {"message": "Hello", "requester": {"email": "ada@heron.example"}}


def test_a_repeated_request_happens_once(agent):
    first = agent.post("/tickets", GIVEN, key="one")
    again = agent.post("/tickets", GIVEN, key="one")
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Ticket.objects.count() == 1
    agent.post("/tickets", GIVEN, key="two")
    agent.post("/tickets", GIVEN)
    agent.post("/tickets", GIVEN)
    assert Ticket.objects.count() == 4


def test_a_key_belongs_to_its_request_and_its_token(agent, admin):
    agent.post("/tickets", GIVEN, key="one")
    other = agent.post("/tickets", GIVEN | {"message": "Other"}, key="one")
    assert other.status_code == 422
    assert "another request" in other.json()["detail"]
    assert admin.post("/tickets", GIVEN, key="one").status_code == 201
    assert Ticket.objects.count() == 2
    assert agent.post("/tickets", GIVEN, key="x" * 201).status_code == 422


def test_a_file_is_stored_once_for_a_key(agent):
    one, again, other = (
        agent.upload("/attachments", SimpleUploadedFile("log.txt", content), key="one")
        for content in (b"words", b"words", b"other")
    )
    assert (one.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert one.content == again.content


def test_an_error_is_not_remembered(agent):
    assert agent.post("/tickets", GIVEN | {"severity": "no"}, key="one").status_code == 422
    assert agent.post("/tickets", GIVEN, key="one").status_code == 201


def test_answers_are_kept_for_a_day(agent):
    agent.post("/tickets", GIVEN, key="one")
    StoredAnswer.objects.update(created_at=clock.now() - timedelta(hours=25))
    agent.post("/tickets", GIVEN, key="one")
    assert Ticket.objects.count() == 2
    assert forget_answers() == 0
    StoredAnswer.objects.update(created_at=clock.now() - timedelta(hours=25))
    assert forget_answers() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_key_at_the_same_time_is_refused_once(monkeypatch):
    agent = caller("agent")
    inside, go_on = Event(), Event()
    find = tickets.find_or_create_requester

    def slowly(**given):
        inside.set()
        go_on.wait(10)
        return find(**given)

    monkeypatch.setattr(tickets, "find_or_create_requester", slowly)

    def post():
        try:
            return agent.post("/tickets", GIVEN, key="one").status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(post)
        assert inside.wait(10)
        assert agent.post("/tickets", GIVEN, key="one").status_code == 409
        go_on.set()
        assert slow.result() == 201
    assert Ticket.objects.count() == 1
