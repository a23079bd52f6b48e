"""A customer's own mail in the widget: what they wrote, and nothing of what we think of it."""

import pytest

from clew.tickets.actions import receive_message
from clew.tickets.arriving import Arriving
from clew.tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_marks_of_mail_are_for_staff(widget):
    ada = widget().sign_in("ada-1", proof=True)
    ticket = Ticket.objects.get(number=ada.opened())
    receive_message(
        ticket=ticket,
        person=ticket.requester,
        body="# Look",
        channel="email",
        arriving=Arriving(
            html='<div># Look <img src="/attachments/x/s.png" alt="screen"></div>',
            mail={
                "inbound": 7,
                "verdict": "fail",
                "said": "Forged",
                "address": "ada@heron.example",
            },
        ),
    )

    answer = ada.call("GET", f"tickets/{ticket.number}")

    (_, mail) = answer.json()["messages"]
    assert mail["body_html"] == "<div># Look <em>[screen, attached]</em></div>"
    assert not {"mail", "automatic", "sender_verified", "from_address"} & set(mail)
    for words in ("Forged", "verdict", "inbound"):
        assert words not in answer.content.decode()
    (row,) = ada.call("GET", "tickets").json()["items"]
    assert row["snippet"] == "# Look"
