import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clew.core.actors import Actor
from clew.tickets.actions import add_note, receive_message, reply, set_status
from clew.tickets.models import Delivery
from tests import cast

pytestmark = pytest.mark.django_db


def page_of(client, ticket, query=""):
    response = client.get(f"/tickets/{ticket.number}{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_the_conversation_reads_in_order_and_notes_look_different(agent, ticket, maya):
    reply(ticket=ticket, staff=maya, body="We **found** it.")
    add_note(ticket=ticket, staff=maya, body="Ask Delivery first.")
    page = page_of(agent, ticket)
    kinds = [part.split('"')[0] for part in page.split('class="msg" data-kind="')[1:]]
    assert kinds == ["customer", "reply", "note"]
    assert "We <strong>found</strong> it." in page
    assert "Internal note" in page


def test_what_happened_between_messages_is_folded(agent, ticket, maya):
    for status in ("open", "pending"):
        set_status(ticket=ticket, status=status, by=Actor.staff(maya))
    page = page_of(agent, ticket)
    assert "<b>Maya Lindholm</b> changed status from New to Open, changed" in page
    assert "2 changes" in page


def test_the_context_of_the_widget_stands_at_the_first_message(agent):
    safari = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/17.4 Safari/605.1"
    ticket = cast.ticket(
        context={
            "url": "https://heron.example/exports",
            "user_agent": safari,
            "sdk": {"name": "web", "version": "1.2"},
            "console": [{"at": "1", "text": "Export failed"}],
        }
    )
    page = page_of(agent, ticket)
    for said in ("https://heron.example/exports", "Safari 17.4 on macOS", "web 1.2"):
        assert said in page
    assert "<code>Export failed</code>" in page


def test_context_cannot_become_a_script(agent):
    ticket = cast.ticket(context={"url": "javascript:alert(1)", "title": "<b>bold</b>"})
    page = page_of(agent, ticket)
    assert 'href="javascript' not in page
    assert "<b>bold</b>" not in page


@pytest.mark.parametrize(("verified", "said"), [(True, "Verified"), (False, "Unverified identity")])
def test_identity_is_marked(agent, verified, said):
    assert said in page_of(agent, cast.ticket(verified=verified))


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("waiting", "Waiting to be sent by email to ada@heron.example"),
        ("sent", "Written to the mail folder of the data directory for ada@heron.example"),
        ("failed", "Not sent yet to ada@heron.example: Mailbox full."),
        ("dead", "Not sent to ada@heron.example: Mailbox full."),
    ],
)
def test_each_reply_says_whether_it_arrived(agent, ticket, maya, state, said):
    message = reply(ticket=ticket, staff=maya, body="Hello")
    at = message.created_at
    message.deliveries.all().delete()
    Delivery.objects.create(
        message=message,
        channel="email",
        address="ada@heron.example",
        state=state,
        error="Mailbox full.",
        next_attempt_at=at,
        sent_at=at,
        created_at=at,
    )
    page = page_of(agent, ticket)
    assert said in page
    assert ("/attempts" in page) == (state in {"failed", "dead"})


def test_with_a_mail_server_a_sent_reply_says_so(agent, ticket, maya, settings):
    settings.EMAIL_URL = "smtp://mail.example"
    message = reply(ticket=ticket, staff=maya, body="Hello")
    at = message.created_at
    message.deliveries.all().delete()
    Delivery.objects.create(
        message=message, channel="email", address="ada@heron.example", state="sent",
        next_attempt_at=at, sent_at=at, created_at=at,
    )  # fmt: skip
    assert "Sent by email to ada@heron.example" in page_of(agent, ticket)


def test_previous_and_next_are_those_of_the_view(agent):
    oldest, middle, newest = (cast.ticket(subject=name) for name in ("One", "Two", "Three"))
    page = page_of(agent, middle, "?view=open")
    assert f'href="/tickets/{newest.number}?view=open" data-before' in page or (
        f"/tickets/{newest.number}?view=open" in page
    )
    assert f"/tickets/{oldest.number}?view=open" in page
    assert "Back to All open" in page


def test_a_light_agent_writes_notes_and_reads_why(light, ticket):
    page = page_of(light, ticket)
    assert 'name="kind" value="note"' in page
    assert 'name="kind" value="reply"' not in page
    assert "Your role is light agent" in page
    assert "/status" not in page.split('class="ticket"')[1]


def test_without_an_address_the_composer_warns(agent):
    nobody = cast.person("Nell Noaddress", email="")
    ticket = cast.ticket(requester=nobody, channel="email")
    assert "No email address is known, so a reply reaches nobody" in page_of(agent, ticket)


def statements(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


@pytest.mark.parametrize("path", ["", "/conversation"])
def test_a_long_conversation_is_not_more_statements(agent, ticket, maya, path):
    reply(ticket=ticket, staff=maya, body="One")
    few = statements(agent, f"/tickets/{ticket.number}{path}")
    for index in range(15):
        receive_message(ticket=ticket, person=ticket.requester, body="And?", channel="email")
        reply(ticket=ticket, staff=maya, body="Soon", status=("open", "pending")[index % 2])
    assert statements(agent, f"/tickets/{ticket.number}{path}") == few <= 20


def test_a_ticket_nobody_opened_does_not_exist(agent):
    assert agent.get("/tickets/987654").status_code == 404


@pytest.mark.parametrize("path", ["", "/conversation", "/customer"])
def test_a_stranger_sees_nothing(ticket, path):
    response = Client().get(f"/tickets/{ticket.number}{path}")
    assert response.status_code == 302
    assert b"Webhooks" not in response.content
