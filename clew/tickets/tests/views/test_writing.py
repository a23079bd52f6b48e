"""Undoing, drafts, notes in place, originals and questions, as the page's scripts use them."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.test import Client

from clew.core import clock
from clew.core.facts import facts_about
from clew.core.models import Setting
from clew.tickets import actions
from clew.tickets.actions.uploads import expire_uploads
from clew.tickets.message_facts import StaffMentioned
from clew.tickets.models import Draft, Message, MessageOriginal, OriginalKind
from clew.tickets.originals import Original
from clew.tickets.sending_options import SEND_DELAY
from clew.tickets.tests.views.test_messages import messages, toast, upload
from tests import cast

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32
SECRET_PLAN = "The account is on the list of those we end in March, so be generous with refunds."


@pytest.fixture
def replies_wait():
    Setting.objects.update_or_create(key=SEND_DELAY.key, defaults={"value": 10})


@pytest.fixture
def oskar():
    client = Client()
    client.force_login(cast.staff("Oskar Berg"))
    return client


def note(ticket, maya, body="Looking into the logs."):
    return actions.add_note(ticket=ticket, staff=maya, body=body)


def path(message, end):
    return f"/tickets/{message.ticket.number}/messages/{message.pk}/{end}"


@pytest.mark.usefixtures("replies_wait")
def test_a_reply_waits_with_the_seconds_it_has_and_comes_back(send, agent, ticket):
    said = send(messages(ticket), {"kind": "reply", "body": "Done", "status": "pending"})
    assert "Sending in 10 s" in said.content.decode()
    assert "then Pending" in said.content.decode()
    assert toast(said)["text"].endswith("leaves in 10 s")
    undone = send(toast(said)["undo"]["url"])
    assert undone.status_code == 200
    assert ticket.messages.count() == 1
    (draft,) = agent.get(f"/tickets/{ticket.number}/drafts").json()["drafts"]
    assert (draft["kind"], draft["body"]) == ("reply", "Done")


@pytest.mark.usefixtures("replies_wait")
def test_too_late_to_undo_says_so(send, ticket, outbox_channel):
    said = send(messages(ticket), {"kind": "reply", "body": "Done"})
    with time_machine.travel(clock.now() + timedelta(seconds=11)):
        actions.release_due()
        late = send(toast(said)["undo"]["url"])
    assert late.status_code == 422
    assert "left already" in late.content.decode()


@pytest.mark.usefixtures("replies_wait")
def test_nobody_else_takes_a_reply_back(send, oskar, ticket):
    said = send(messages(ticket), {"kind": "reply", "body": "Done"})
    assert send(toast(said)["undo"]["url"], client=oskar).status_code == 403
    shown = oskar.get(f"/tickets/{ticket.number}/conversation").content.decode()
    assert "Sending in" in shown
    assert "Undo" not in shown


@pytest.mark.parametrize(
    "body",
    [
        SECRET_PLAN,
        f"Hi Ada,\n\n> {SECRET_PLAN.replace('generous', '**generous**')}\n\nBest",
        "I think so. The account is on the list of those we end in March, okay?",
    ],
)
def test_words_of_a_note_ask_before_they_go_out(send, ticket, maya, body):
    note(ticket, maya, SECRET_PLAN)
    asked = send(messages(ticket), {"kind": "reply", "body": body})
    assert asked.status_code == 409
    assert "written as an internal note" in asked.content.decode()
    assert ticket.messages.filter(public=True).count() == 1
    confirmed = send(messages(ticket), {"kind": "reply", "body": body, "confirmed": "1"})
    assert confirmed.status_code == 200


def test_the_unsent_note_counts_and_what_the_customer_said_does_not(send, ticket, maya):
    said = ticket.messages.get().body
    note(ticket, maya, f"They say: {said}")
    assert send(messages(ticket), {"kind": "reply", "body": f"You said {said}"}).status_code == 200
    actions.save_draft(ticket=ticket, staff=maya, kind="note", body=SECRET_PLAN, known=0)
    assert send(messages(ticket), {"kind": "reply", "body": SECRET_PLAN}).status_code == 409


def test_an_ordinary_reply_is_not_asked_about(send, ticket, maya):
    note(ticket, maya, "Looking.")
    note(ticket, maya, SECRET_PLAN)
    reply = {"kind": "reply", "body": "We are looking. The account is fine."}
    assert send(messages(ticket), reply).status_code == 200


def draft(send, ticket, **given):
    return send(f"/tickets/{ticket.number}/drafts", {"kind": "reply", "known": 0} | given)


def test_a_draft_follows_its_writer_to_another_device(send, agent, ticket):
    secret = upload(send, ticket).json()["secret"]
    saved = draft(send, ticket, body="Half a", attachment=secret).json()["draft"]
    (found,) = agent.get(f"/tickets/{ticket.number}/drafts").json()["drafts"]
    assert found == saved
    assert (found["body"], found["files"][0]["filename"]) == ("Half a", "log.txt")


def version(answer):
    return answer.json()["draft"]["version"]


def test_a_newer_draft_is_offered_and_never_written_over(send, ticket):
    first = version(draft(send, ticket, body="On the laptop"))
    second = version(draft(send, ticket, body="On the laptop, more", known=first))
    answer = draft(send, ticket, body="On the phone", known=first)
    assert answer.status_code == 409
    assert (version(answer), answer.json()["draft"]["body"]) == (second, "On the laptop, more")
    assert version(draft(send, ticket, body="On the phone", known=second)) > second


def test_a_draft_ends_when_it_is_sent_or_emptied(send, ticket):
    reply = version(draft(send, ticket, body="Done"))
    note = version(draft(send, ticket, kind="note", body="Hm"))
    send(messages(ticket), {"kind": "reply", "body": "Done"})
    assert list(Draft.objects.values_list("kind", flat=True)) == ["note"]
    late = draft(send, ticket, body="late", known=reply)
    assert (late.status_code, version(late)) == (409, 0)
    assert version(draft(send, ticket, kind="note", body=" ", known=note)) == 0
    assert not Draft.objects.exists()


def test_drafts_are_ones_own(send, agent, oskar, ticket):
    draft(send, ticket, body="Mine alone")
    assert oskar.get(f"/tickets/{ticket.number}/drafts").json() == {"drafts": []}
    assert "Mine alone" in agent.get("/drafts").content.decode()
    assert "Mine alone" not in oskar.get("/drafts").content.decode()
    assert Client().get(f"/tickets/{ticket.number}/drafts").status_code == 302


def test_an_upload_in_a_draft_does_not_expire(send, ticket):
    secret = upload(send, ticket).json()["secret"]
    draft(send, ticket, body="x", attachment=secret)
    with time_machine.travel(clock.now() + timedelta(days=3)):
        assert expire_uploads() == 0


def test_a_note_is_corrected_in_place_with_its_history(send, agent, ticket, maya):
    message = note(ticket, maya)
    assert "Looking into the logs." in agent.get(path(message, "note")).content.decode()
    shown = send(path(message, "note"), {"body": "The logs say it is DNS."}).content.decode()
    assert "it is DNS" in shown
    assert ">edited<" in shown
    assert "Looking into the logs." in agent.get(path(message, "history")).content.decode()


def test_a_deleted_note_leaves_its_place_and_nothing_else(send, agent, oskar, ticket, maya):
    message = note(ticket, maya)
    said = send(path(message, "deletion"))
    assert "Note deleted by Maya Lindholm" in said.content.decode()
    assert "Looking into" not in said.content.decode()
    assert not Message.objects.filter(words="logs").exists()
    assert "Looking into" not in oskar.get(path(message, "history")).content.decode()
    assert "Looking into" in agent.get(path(message, "history")).content.decode()
    restored = send(toast(said)["undo"]["url"])
    assert "Looking into the logs." in restored.content.decode()


def test_what_the_customer_has_and_what_others_wrote_stays(send, oskar, ticket, maya):
    reply = actions.reply(ticket=ticket, staff=maya, body="Fixed.")
    assert send(path(reply, "note"), {"body": "Not"}).status_code == 422
    assert send(path(reply, "deletion")).status_code == 422
    message = note(ticket, maya)
    for end in ("note", "deletion"):
        assert send(path(message, end), {"body": "x"}, client=oskar).status_code == 403
    other = cast.ticket()
    assert send(f"/tickets/{other.number}/messages/{message.pk}/deletion").status_code == 404


def test_a_name_in_a_note_is_a_reference_and_a_fact(send, ticket):
    oskar = cast.staff("Oskar Berg")
    shown = send(messages(ticket), {"kind": "note", "body": "@Oskar Berg can you look?"})
    assert '<span class="mention">@Oskar Berg</span>' in shown.content.decode()
    assert list(ticket.messages.last().mentions.all()) == [oskar]
    (mentioned,) = [
        each.fact
        for each in facts_about(f"ticket/{ticket.number}")
        if isinstance(each.fact, StaffMentioned)
    ]
    assert mentioned.staff_ids == [oskar.pk]


def test_of_two_with_one_name_the_chosen_one_is_meant(send, ticket):
    first, second = cast.staff("Oskar Berg"), cast.staff("Oskar Berg", email="ob@clew.example")
    send(messages(ticket), {"kind": "note", "body": "@Oskar Berg", "mention": second.pk})
    assert list(ticket.messages.last().mentions.all()) == [second]
    send(messages(ticket), {"kind": "note", "body": "@Oskar Berg"})
    assert set(ticket.messages.last().mentions.all()) == {first, second}


def test_a_reply_names_nobody(send, ticket):
    cast.staff("Oskar Berg")
    shown = send(messages(ticket), {"kind": "reply", "body": "@Oskar Berg knows."})
    assert 'class="mention"' not in shown.content.decode()
    assert ticket.messages.last().mentions.count() == 0


def test_who_can_be_named_is_told_to_staff_only(agent):
    (first, *_) = agent.get("/mentionable").json()["people"]
    assert first["name"] == "Maya Lindholm"
    assert Client().get("/mentionable").status_code == 302


def picture(send, ticket, content=PNG, name="shot.png"):
    file = BytesIO(content)
    file.name = name
    return send(f"/tickets/{ticket.number}/attachments", {"file": file}).json()


def test_a_picture_is_shown_in_its_message_and_only_there(send, agent, ticket):
    stored = picture(send, ticket)
    body = f"Look: ![shot.png](attachment:{stored['secret']})"
    given = {"kind": "reply", "body": body, "attachment": stored["secret"]}
    assert "<img" in send(f"/tickets/{ticket.number}/preview", given).content.decode()
    shown = send(messages(ticket), given).content.decode()
    assert f'<img src="/attachments/{stored["secret"]}/shot.png"' in shown
    send(messages(ticket), {"kind": "note", "body": body})
    both = agent.get(f"/tickets/{ticket.number}/conversation").content.decode()
    assert both.count('class="picture"') == 1


def test_what_only_calls_itself_a_picture_is_not_shown(send, ticket):
    stored = picture(send, ticket, b"<svg onload=alert(1)>")
    body = f"![shot.png](attachment:{stored['secret']})"
    given = {"kind": "note", "body": body, "attachment": stored["secret"]}
    assert 'class="picture"' not in send(messages(ticket), given).content.decode()


def test_the_original_is_text_in_a_sandbox_for_who_reads_the_ticket(agent, ticket):
    message = ticket.messages.get()
    assert agent.get(path(message, "original")).status_code == 404
    actions.receive_message(
        ticket=ticket,
        person=ticket.requester,
        body="Hello",
        channel="widget",
        original=Original.form({"message": "<script>alert(1)</script>"}),
    )
    answer = agent.get(path(ticket.messages.last(), "original"))
    assert answer["Content-Type"].startswith("text/plain")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "<script>alert(1)</script>" in answer.content.decode()
    assert Client().get(path(message, "original")).status_code == 302


def test_a_huge_original_is_kept_to_its_limit(ticket, monkeypatch, agent):
    monkeypatch.setattr("clew.tickets.originals.MAX_KEPT", 10)
    actions.receive_message(
        ticket=ticket,
        person=ticket.requester,
        body="Hello",
        channel="email",
        original=Original(OriginalKind.FORM, b"x" * 50),
    )
    assert bytes(MessageOriginal.objects.get().content) == b"x" * 10
    assert "50 bytes came" in agent.get(path(ticket.messages.last(), "original")).content.decode()
