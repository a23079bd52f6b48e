"""Distinct ids are no secret: what a session may see rests on its secret and on proof alone."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from clew.channels.widget.actions import FORGET_IDLE, forget_sessions
from clew.channels.widget.identity import identity_hash, plan_hash
from clew.channels.widget.models import WidgetSession
from clew.core import clock
from clew.core.actors import Actor
from clew.people.models import CaptureKey, Environment
from clew.tickets.actions import add_note, reply, store_upload
from clew.tickets.models import Ticket
from tests import cast

pytestmark = pytest.mark.django_db


def test_the_right_hash_shows_all_of_the_persons_own_tickets(widget):
    older = widget().sign_in("ada", proof=True).opened("One")
    ada = widget().sign_in("ada", proof=True)
    newer = ada.opened("Another")
    assert ada.numbers() == [newer, older], "from another device too"
    assert Ticket.objects.get(number=newer).verified
    elsewhere = cast.ticket(verified=True)
    assert elsewhere.number not in ada.numbers(), "nobody proved this distinct id there"


def test_a_wrong_hash_is_refused(widget, key):
    proof = identity_hash(key, "bo")
    answer = widget().call("POST", "session", {"distinct_id": "ada", "hash": proof})
    assert answer.status_code == 401
    assert "does not match this distinct id" in answer.json()["detail"]
    other = CaptureKey.objects.create(name="Other", environment=key.environment)
    proof = identity_hash(other, "ada")
    answer = widget().call("POST", "session", {"distinct_id": "ada", "hash": proof})
    assert answer.status_code == 401
    assert not WidgetSession.objects.exists()


def test_a_claimed_id_shows_only_what_this_session_wrote(widget):
    cast.ticket(verified=True)
    hers = widget().sign_in("ada", proof=True).opened("Mine")
    claimed = widget().sign_in("ada", email="ada@heron.example")
    assert claimed.numbers() == []
    assert claimed.call("GET", f"tickets/{hers}").status_code == 404
    assert claimed.say(hers, "Let me in").status_code == 404
    own = claimed.opened("I say I am Ada")
    assert claimed.numbers() == [own]
    ticket = Ticket.objects.get(number=own)
    assert ticket.requester == cast.person()
    assert not ticket.verified
    assert widget().sign_in("ada").numbers() == [], "not even with the same claim"


def test_the_person_does_not_answer_on_what_others_opened_in_their_name(widget):
    """Or whoever opened it would read the answer."""
    forged = widget().sign_in("ada").opened("I say I am Ada")
    assert forged not in widget().sign_in("ada", proof=True).numbers()


def test_a_typed_address_shows_nothing_of_its_owner(widget):
    hers = cast.ticket(verified=True)
    stranger = widget().sign_in()
    own = stranger.opened("Hello", email="ada@heron.example", name="Ada Quist")
    assert stranger.numbers() == [own]
    assert hers.number != own
    assert not Ticket.objects.get(number=own).verified
    assert stranger.call("GET", f"tickets/{hers.number}").status_code == 404


def test_a_verified_id_gets_nothing_from_a_claimed_address(widget):
    """The hash vouches for the id, not for the address beside it."""
    cast.ticket(verified=True)
    eve = widget().sign_in("eve", proof=True, email="ada@heron.example")
    own = eve.opened("Hello", email="ada@heron.example")
    assert eve.numbers() == [own]
    assert Ticket.objects.get(number=own).requester != cast.person()


def test_only_a_proven_plan_is_told(widget, key):
    cast.account(members=(cast.person(),), plan="Enterprise")
    for session in (
        widget().sign_in("ada"),
        widget().sign_in("ada", plan="Enterprise"),
        widget().sign_in("ada", proof=True),
    ):
        told = session.call("GET", "config").json()["expected_response"]
        assert told == "Paid plans are usually answered within 8 to 72 hours on weekdays."
    proven = widget().sign_in("ada", proof=True, plan="Enterprise")
    told = proven.call("GET", "config").json()["expected_response"]
    assert told == "Usually answered within 8 hours on weekdays."
    said = {"plan": "Enterprise", "plan_hash": plan_hash(key, "bo", "Enterprise")}
    ada = {"distinct_id": "ada", "hash": identity_hash(key, "ada"), **said}
    assert widget().call("POST", "session", ada).status_code == 401


def test_internal_notes_never_leave(widget):
    ada = widget().sign_in("ada", proof=True)
    number = ada.opened("Help")
    ticket = Ticket.objects.get(number=number)
    file = SimpleUploadedFile("secret.txt", b"the secret plan")
    upload = store_upload(file=file, by=Actor.staff(cast.staff()))
    add_note(ticket=ticket, staff=cast.staff(), body="the secret plan", attachments=[upload])
    shown = [
        ada.call("GET", f"tickets/{number}"),
        ada.call("GET", "tickets"),
        ada.say(number, "Any news?"),
    ]
    for answer in shown:
        assert b"secret" not in answer.content.replace(b'"secret"', b"")
    [row] = shown[1].json()["items"]
    assert row["last_reply"] == 0, "a note is not an answer"
    assert ada.call("GET", f"attachments/{upload.secret}").status_code == 404


def test_environments_are_apart(widget):
    staging = Environment.objects.create(name="staging")
    other = CaptureKey.objects.create(name="Staging", environment=staging)
    number = widget().sign_in("ada", proof=True).opened("Help")
    there = widget(other).sign_in("ada", proof=True)
    assert there.numbers() == []
    assert there.call("GET", f"tickets/{number}").status_code == 404


def test_keys_and_sessions_that_do_not_fit_open_nothing(widget, key):
    ada = widget().sign_in("ada", proof=True)
    ada.opened("Help")
    other = widget(CaptureKey.objects.create(name="Other", environment=key.environment))
    other.secret = ada.secret
    assert other.call("GET", "tickets").status_code == 401
    assert ada.call("GET", "tickets", **{"X-Clew-Key": "clew_guess"}).status_code == 401
    assert ada.call("GET", "tickets", **{"X-Clew-Session": "guess"}).status_code == 401
    key.revoked_at = clock.now()
    key.save()
    answer = ada.call("GET", "tickets")
    assert answer.status_code == 401
    assert "revoked" in answer.json()["detail"]


def test_secrets_are_stored_as_digests_only(widget):
    ada = widget().sign_in("ada")
    session = WidgetSession.objects.get()
    assert ada.secret not in str(vars(session))
    assert len(session.secret_digest) == 64


def test_what_an_anonymous_visitor_wrote_follows_them_into_their_account(widget):
    visitor = widget().sign_in("visit-1")
    number = visitor.opened("Before I signed up")
    visitor.sign_in("dee", proof=True)
    assert visitor.numbers() == [number]


def test_what_a_known_person_wrote_does_not_follow_into_another_account(widget):
    browser = widget().sign_in("ada", proof=True)
    browser.opened("Mine")
    browser.sign_in("bo", proof=True)
    assert browser.numbers() == []
    claimed = widget().sign_in("ada")
    claimed.opened("As Ada, unproven")
    claimed.sign_in("bo", proof=True)
    assert claimed.numbers() == []


def test_staff_answers_on_an_unverified_ticket_reach_its_session(widget):
    claimed = widget().sign_in("ada")
    number = claimed.opened("Help")
    reply(ticket=Ticket.objects.get(number=number), staff=cast.staff(), body="Who are you?")
    messages = claimed.call("GET", f"tickets/{number}").json()["messages"]
    assert [each["body"] for each in messages] == ["Help", "Who are you?"]


def test_nobody_learns_the_name_behind_a_claimed_id_or_address(widget):
    cast.person()
    for stranger, said in [
        (widget().sign_in("ada"), {}),
        (widget().sign_in(), {"email": "ada@heron.example"}),
        (widget().sign_in("ada", name="Eve"), {}),
    ]:
        number = stranger.opened("Who am I?", **said)
        stranger.say(number, "Hello?")
        for path in ("tickets", f"tickets/{number}"):
            assert b"Quist" not in stranger.call("GET", path).content
            assert b"heron" not in stranger.call("GET", path).content


def test_a_proven_id_finds_its_tickets_when_its_session_is_long_forgotten(widget):
    ada = widget().sign_in("ada", proof=True)
    number = ada.opened("Help")
    WidgetSession.objects.update(last_seen_at=clock.now() - FORGET_IDLE * 2)
    assert forget_sessions() == 1
    assert forget_sessions() == 0
    assert ada.call("GET", "tickets").status_code == 401
    assert widget().sign_in("ada", proof=True).numbers() == [number]
