from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clew.core import clock
from clew.core.actors import Actor
from clew.people.notifications import notify
from clew.tickets.actions import add_note, receive_message, reply
from clew.tickets.actions.presence import forget_absent
from clew.tickets.models import Presence
from tests import cast

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def maya(client):
    found = cast.staff("Maya Lindholm")
    client.force_login(found)
    return found


@pytest.fixture
def noor():
    return cast.staff("Noor Haddad")


@pytest.fixture
def as_noor(noor, client):
    other = type(client)()
    other.force_login(noor)
    return other


def beat(client, ticket, doing="viewing", tab="aa00aa00"):
    answer = client.post(f"/tickets/{ticket.number}/presence", {"tab": tab, "doing": doing})
    assert answer.status_code in {200, 204}, answer.content
    return answer.content.decode()


def test_each_sees_who_else_is_there_and_what_they_do(client, maya, as_noor):
    ticket = cast.ticket()
    assert beat(client, ticket).strip() == ""
    assert "Maya is viewing" in beat(as_noor, ticket, "note")
    assert "Noor is writing a note…" in beat(client, ticket)
    beat(as_noor, ticket, "reply")
    assert "Noor is writing a reply…" in beat(client, ticket)


def test_two_tabs_of_one_person_are_one_person(client, maya, as_noor):
    ticket = cast.ticket()
    beat(as_noor, ticket, "reply", tab="bbbb0001")
    beat(as_noor, ticket, "viewing", tab="bbbb0002")
    shown = beat(client, ticket)
    assert shown.count('data-kind="team"') == 1
    assert "Noor is writing a reply…" in shown
    beat(as_noor, ticket, "left", tab="bbbb0001")
    assert "Noor is viewing" in beat(client, ticket)
    beat(as_noor, ticket, "left", tab="bbbb0002")
    assert beat(client, ticket).strip() == ""


def test_whoever_says_nothing_for_a_while_is_gone(client, maya, as_noor):
    ticket = cast.ticket()
    beat(as_noor, ticket)
    with clock.moved_to(clock.now() + timedelta(seconds=34)):
        assert "Noor" in beat(client, ticket)
    with clock.moved_to(clock.now() + timedelta(seconds=36)):
        assert "Noor" not in beat(client, ticket)
    with clock.moved_to(clock.now() + timedelta(minutes=6)):
        forget_absent()
    assert not Presence.objects.exists()


def test_several_at_once_are_one_sentence(client, maya, as_noor):
    ticket = cast.ticket()
    beat(as_noor, ticket)
    for name in ("Oskar Bello", "Ines Roth"):
        other = type(client)()
        other.force_login(cast.staff(name))
        beat(other, ticket)
    assert "Ines and 2 others are viewing" in beat(client, ticket)


def test_light_agents_are_seen_too(client, maya):
    ticket, light = cast.ticket(), type(client)()
    light.force_login(cast.light_agent())
    beat(light, ticket, "note")
    assert "Lumi is writing a note…" in beat(client, ticket)


def test_a_stranger_and_another_team_are_turned_away(client, maya):
    ticket = cast.ticket()
    secret = cast.team("Legal")
    secret.private = True
    secret.save()
    ticket.team = secret
    ticket.save()
    answer = client.post(f"/tickets/{ticket.number}/presence", {"tab": "aa00aa00", "doing": "note"})
    assert answer.status_code == 404
    stranger = type(client)()
    answer = stranger.post(f"/tickets/{ticket.number}/presence", {"tab": "aa00aa00"})
    assert answer.status_code == 302


def test_a_beat_is_a_handful_of_statements_and_only_news_is_told(client, maya, as_noor):
    ticket = cast.ticket()
    beat(client, ticket)
    beat(as_noor, ticket)
    with CaptureQueriesContext(connection) as asked:
        beat(client, ticket)
    assert len(asked) <= 8  # two of them begin and end a transaction
    assert not [each for each in asked if "pg_notify" in each["sql"]]


def test_having_a_ticket_open_reads_what_was_told_about_it(client, maya):
    ticket = cast.ticket()
    notify(
        staff=maya,
        kind="assigned",
        subject=f"ticket/{ticket.number}",
        text="Noor assigned you a ticket",
        url=ticket.get_absolute_url(),
        at=clock.now(),
        by=Actor("staff", "0", "Noor"),
    )
    maya.refresh_from_db()
    assert maya.unread_notifications == 1
    beat(client, ticket)
    maya.refresh_from_db()
    assert maya.unread_notifications == 0


def send(client, ticket, seen, kind="reply", body="Here is why."):
    path = f"/tickets/{ticket.number}/messages"
    return client.post(path, {"kind": kind, "body": body, "seen": seen}, headers=HTMX)


def public(ticket):
    """With replies that can still be taken back."""
    return ticket.messages.exclude(public=False, releases_at=None).count()


def test_a_reply_that_crosses_a_colleagues_asks_first(client, maya, noor):
    ticket = cast.ticket()
    seen = ticket.messages.get().pk
    reply(ticket=ticket, staff=noor, body="It is fixed.")
    before = public(ticket)
    asked = send(client, ticket, seen)
    assert asked.status_code == 409
    text = asked.content.decode()
    assert "Noor Haddad answered while you were writing" in text
    assert "It is fixed." in text
    assert public(ticket) == before
    newest = ticket.messages.latest("pk").pk
    assert send(client, ticket, newest).status_code == 200
    assert public(ticket) == before + 1


def test_a_reply_that_crosses_the_customers_asks_first(client, maya):
    ticket = cast.ticket()
    seen = ticket.messages.get().pk
    receive_message(ticket=ticket, person=ticket.requester, body="Forget it!", channel="email")
    asked = send(client, ticket, seen)
    assert asked.status_code == 409
    assert "Ada Quist wrote again while you were writing" in asked.content.decode()


def test_notes_and_ones_own_words_do_not_cross(client, maya, noor):
    ticket = cast.ticket()
    seen = ticket.messages.get().pk
    add_note(ticket=ticket, staff=noor, body="Just so you know.")
    reply(ticket=ticket, staff=maya, body="From my other tab.")
    assert send(client, ticket, seen).status_code == 200
    reply(ticket=ticket, staff=noor, body="It is fixed.")
    assert send(client, ticket, seen, kind="note", body="A note may cross.").status_code == 200


def test_who_does_not_say_what_they_saw_is_not_asked(client, maya, noor):
    ticket = cast.ticket()
    reply(ticket=ticket, staff=noor, body="It is fixed.")
    assert send(client, ticket, "").status_code == 200
