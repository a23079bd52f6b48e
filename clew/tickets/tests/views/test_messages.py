import json
from io import BytesIO

import pytest
from django.test import Client

from clew.core import clock
from clew.tickets.actions import reply
from clew.tickets.models import Attachment, Delivery
from tests import cast

pytestmark = pytest.mark.django_db


def toast(response):
    return json.loads(response["X-Clew-Toast"])


def messages(ticket):
    return f"/tickets/{ticket.number}/messages"


def test_a_reply_is_written_assigned_and_shown(send, ticket, maya):
    response = send(messages(ticket), {"kind": "reply", "body": "On it."})
    assert response.status_code == 200
    assert b"On it." in response.content
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee) == ("open", maya)


def test_send_and_set_pending_can_take_the_status_back(send, ticket):
    response = send(messages(ticket), {"kind": "reply", "body": "Try again?", "status": "pending"})
    undo = toast(response)["undo"]
    assert undo["fields"] == {"status": "new"}
    send(undo["url"], undo["fields"])
    ticket.refresh_from_db()
    assert ticket.status == "new"
    assert ticket.messages.count() == 2


def test_a_note_is_never_public_and_moves_nothing(send, ticket):
    send(messages(ticket), {"kind": "note", "body": "Hm.", "status": "solved"})
    ticket.refresh_from_db()
    note = ticket.messages.last()
    assert (note.public, note.deliveries.count(), ticket.status) == (False, 0, "new")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"kind": "reply", "body": "  "}, "Write the message first."),
        ({"kind": "shout", "body": "Hey"}, "shout"),
        ({"kind": "reply", "body": "x" * 100_001}, "Attach it as a file"),
        ({"kind": "reply", "body": "Hi", "attachment": "gone"}, "attach it again"),
    ],
)
def test_what_cannot_be_sent_says_why_and_keeps_nothing(send, ticket, data, words):
    response = send(messages(ticket), data)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert ticket.messages.count() == 1


def test_a_light_agent_notes_but_does_not_reply(send, light, ticket):
    refused = send(messages(ticket), {"kind": "reply", "body": "Hi"}, client=light)
    assert refused.status_code == 403
    assert send(messages(ticket), {"kind": "note", "body": "Hi"}, client=light).status_code == 200
    assert [message.public for message in ticket.messages.all()] == [True, False]


def test_a_stranger_writes_nothing(send, ticket):
    assert (
        send(messages(ticket), {"kind": "note", "body": "Hi"}, client=Client()).status_code == 401
    )
    assert ticket.messages.count() == 1


def test_the_preview_is_what_will_be_shown(send, ticket):
    response = send(f"/tickets/{ticket.number}/preview", {"body": "**Yes** <script>x</script>"})
    assert response.content.decode().strip().startswith("<p><strong>Yes</strong>")
    assert b"<script>" not in response.content


def upload(send, ticket, name="log.txt", content=b"line one"):
    file = BytesIO(content)
    file.name = name
    return send(f"/tickets/{ticket.number}/attachments", {"file": file})


def test_a_file_goes_up_first_and_with_its_message_later(send, agent, ticket):
    stored = upload(send, ticket).json()
    assert (stored["filename"], stored["size"]) == ("log.txt", 8)
    send(messages(ticket), {"kind": "reply", "body": "See log", "attachment": stored["secret"]})
    file = Attachment.objects.get(secret=stored["secret"])
    assert file.message == ticket.messages.last()
    download = agent.get(f"/attachments/{file.secret}/{file.filename}")
    assert b"".join(download.streaming_content) == b"line one"
    assert download["Content-Disposition"].startswith("attachment")


def test_a_file_with_an_odd_name_has_a_link_that_works(send, agent, ticket):
    stored = upload(send, ticket, "Ünïcode & 100% #1?.txt").json()
    answer = send(
        messages(ticket), {"kind": "note", "body": "x", "attachment": stored["secret"]}
    ).content.decode()
    link = answer.split('class="file" href="')[1].split('"')[0]
    assert agent.get(link).status_code == 200


def test_a_file_is_used_once(send, ticket):
    secret = upload(send, ticket).json()["secret"]
    data = {"kind": "note", "body": "Hi", "attachment": secret}
    assert send(messages(ticket), data).status_code == 200
    assert send(messages(ticket), data).status_code == 422


def test_too_large_a_file_says_what_to_do(send, ticket, settings):
    settings.CLEW_MAX_ATTACHMENT_BYTES = 4
    response = upload(send, ticket)
    assert response.status_code == 422
    assert "Share a link" in response.content.decode()


def test_strangers_neither_upload_nor_download(send, ticket):
    secret = upload(send, ticket).json()["secret"]
    assert Client().get(f"/attachments/{secret}/log.txt").status_code == 302
    assert Client().post(f"/tickets/{ticket.number}/attachments").status_code == 302


def test_a_reply_that_was_given_up_is_tried_again(send, ticket, maya):
    message = reply(ticket=ticket, staff=maya, body="Hello")
    message.deliveries.all().delete()
    delivery = Delivery.objects.create(
        message=message, channel="email", address="a@heron.example", state="dead",
        next_attempt_at=clock.now(), created_at=clock.now(),
    )  # fmt: skip
    response = send(f"/tickets/{ticket.number}/deliveries/{delivery.pk}/attempts")
    assert b"Waiting to be sent" in response.content
    delivery.refresh_from_db()
    assert delivery.state == "waiting"
    other = cast.ticket()
    assert send(f"/tickets/{other.number}/deliveries/{delivery.pk}/attempts").status_code == 404


def test_a_reply_whose_answer_was_lost_is_not_sent_twice(send, ticket):
    data = {"kind": "reply", "body": "Once", "nonce": "0" * 32}
    assert send(messages(ticket), data | {"body": ""}).status_code == 422
    for _ in range(2):
        response = send(messages(ticket), data)
        assert response.status_code == 200
        assert b"Once" in response.content
    assert ticket.messages.count() == 2
    assert (
        send(messages(ticket), data | {"attachment": "gone", "nonce": "1" * 32}).status_code == 422
    )
    assert send(messages(ticket), data | {"nonce": "1" * 32}).status_code == 200
    assert ticket.messages.count() == 3
