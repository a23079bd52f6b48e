"""What the ticket's page says of how a message came by mail."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from clew.core.actors import SYSTEM
from clew.tickets.actions import receive_message, store_upload
from clew.tickets.arriving import Arriving
from clew.tickets.models import Message, Ticket
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(client):
    """The page of a ticket whose second message came by mail with these marks."""
    client.force_login(cast.staff())

    def show(*, body="Still broken.", html="", files=(), **marks):
        ticket = cast.ticket()
        message = receive_message(
            ticket=ticket,
            person=ticket.requester,
            body=body,
            channel="email",
            attachments=[store_upload(file=each, by=SYSTEM) for each in files],
            arriving=Arriving(html=html, mail={"inbound": 1, **marks}),
        )
        page = client.get(f"/tickets/{ticket.number}").content.decode()
        return page.split(f'id="m-{message.pk}"', 1)[1].split("</li>", 1)[0]

    return show


def test_a_proven_mail_says_only_who_sent_it(shown):
    card = shown(address="ada@heron.example", verdict="pass", said="Signed by heron.example.")

    assert "by email from ada@heron.example" in card
    assert "msg__marks" not in card
    assert "data-whole" not in card


def test_an_unproven_mail_in_a_customers_name_warns_before_anything_is_shared(shown):
    card = shown(address="ada@heron.example", verdict="fail", said="No.", claims_customer=True)

    assert "Not proven to be from ada@heron.example." in card
    assert "Check before you share anything." in card


@pytest.mark.parametrize(
    ("marks", "words"),
    [
        ({"verdict": "fail", "said": "Its signature is broken."}, "Sender not proven"),
        ({"verdict": "none"}, "Nothing proves that it comes from this address."),
        ({"unverified_participant": True}, "Unverified participant"),
        ({"auto": "auto-reply", "until": "2027-12-03"}, "Automatic reply · away until 3 Dec"),
        ({"auto": "out-of-office"}, "Out of office"),
        ({"auto": True, "until": "soon"}, "Automatic reply"),
        ({"forwarded_by": "Noor Haddad"}, "Forwarded by Noor Haddad"),
        ({"cc": ["a@x.example", "b@x.example"]}, "cc a@x.example, b@x.example"),
        ({"cc": list("abcde")}, "cc a, b, c and 2 more"),
        ({"remote_images": 1}, "1 remote picture blocked"),
        ({"remote_images": 4}, "4 remote pictures blocked"),
        ({"problems": ["It holds NUL characters."]}, "It holds NUL characters."),
        ({"by_mail": True}, "Written by mail"),
        ({"folded": True}, 'aria-label="Show whole mail"'),
    ],
)
def test_what_an_agent_must_know_stands_on_the_card(shown, marks, words):
    assert words in shown(**marks)


def test_what_came_by_mail_is_text_and_nothing_of_it_runs(shown):
    card = shown(address='"><script>x</script>', said="<b>", verdict="fail", cc=["<i>"])

    assert "<script>" not in card
    assert "<i>" not in card


def test_files_that_may_run_say_so_and_are_downloads_only(shown, client):
    named = ["run.exe", "page.html", "drawing.svg", "sum.XLSM", "notes.txt"]
    files = [SimpleUploadedFile(name, b"<svg onload=x><script>1</script>") for name in named]

    card = shown(files=files)

    assert card.count("may be dangerous") == 4
    for address in [part.split('"', 1)[0] for part in card.split('href="/attachments/')[1:]]:
        served = client.get(f"/attachments/{address}")
        assert served["Content-Disposition"].startswith("attachment")
        assert served["Content-Type"] == "application/octet-stream"
        assert "sandbox" in served["Content-Security-Policy"]


def test_the_row_says_what_was_typed_not_what_markdown_makes_of_it(shown):
    shown(body="# run\n*failed* at __init__\n1) again", html="<p># run</p>")

    assert Ticket.objects.get().snippet == "# run *failed* at __init__ 1) again"


def test_logos_left_aside_are_not_listed(shown, client):
    assert "logo.png" in shown(files=[SimpleUploadedFile("logo.png", b"x")])
    message = Message.objects.exclude(mail=None).get()
    message.mail["aside"] = [message.attachments.get().pk]
    message.save()

    assert "logo.png" not in client.get(f"/tickets/{message.ticket.number}").content.decode()


def test_a_mail_says_nothing_about_a_product_that_sent_things_along(client):
    client.force_login(cast.staff())
    known = {"contact_name": "Ada Quist", "contact_email": "ada@heron.example"}
    ticket = cast.ticket(channel="email", context=known)
    assert (
        "What the product sent along"
        not in client.get(f"/tickets/{ticket.number}").content.decode()
    )
