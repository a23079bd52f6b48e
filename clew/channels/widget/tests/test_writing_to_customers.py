"""What a customer sees of a reply that waits, of its pictures; and what we keep of their words."""

from datetime import timedelta

import orjson
import pytest
import time_machine
from django.core.files.base import ContentFile

from clew.core import clock
from clew.core.actors import Actor
from clew.tickets.actions import hold_reply, release_due, reply, store_upload
from clew.tickets.models import MessageOriginal, Ticket
from tests import cast

pytestmark = pytest.mark.django_db


def test_a_reply_that_can_be_taken_back_is_not_there_yet(widget):
    ada = widget().sign_in("ada-1")
    number = ada.opened("Help")
    before = ada.call("GET", f"tickets/{number}").json()
    [row] = ada.call("GET", "tickets").json()["items"]
    ticket = Ticket.objects.get(number=number)
    hold_reply(ticket=ticket, staff=cast.staff(), body="Secret", seconds=10, status="solved")
    assert ada.call("GET", f"tickets/{number}").json() == before
    assert ada.call("GET", "tickets").json()["items"] == [row]
    with time_machine.travel(clock.now() + timedelta(seconds=11)):
        release_due()
        after = ada.call("GET", f"tickets/{number}").json()
    assert after["messages"][-1]["body"] == "Secret"
    assert after["status"] == "solved"


def test_a_picture_is_named_where_its_address_opens_for_nobody(widget):
    ada, maya = widget().sign_in("ada-1"), cast.staff()
    ticket = Ticket.objects.get(number=ada.opened("Help"))
    png = ContentFile(b"\x89PNG\r\n\x1a\n" + b"\x00" * 8, name="shot.png")
    file = store_upload(file=png, by=Actor.staff(maya))
    body = f"![shot.png](attachment:{file.secret})"
    reply(ticket=ticket, staff=maya, body=body, attachments=[file])
    shown = ada.call("GET", f"tickets/{ticket.number}").json()["messages"][-1]
    assert shown["body"] == "[shot.png, attached]"
    assert "<img" not in shown["body_html"]
    assert [each["name"] for each in shown["attachments"]] == ["shot.png"]


def test_the_form_is_kept_as_it_came(widget):
    ada = widget().sign_in("ada-1")
    number = ada.opened("Exports **fail**", kind="bug", surprise="kept")
    ada.say(number, "Still")
    first, second = MessageOriginal.objects.order_by("pk")
    assert orjson.loads(bytes(first.content))["surprise"] == "kept"
    assert (first.kind, orjson.loads(bytes(second.content))["message"]) == ("form", "Still")
