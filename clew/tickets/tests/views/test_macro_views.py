"""Macros in the composer: the list, the preview on a ticket, and the changes that ride along."""

import json

import pytest

from clew.core.actors import SYSTEM
from clew.core.models import Setting
from clew.tickets.actions.macros import MacroWords, create_macro
from clew.tickets.models import MacroUse, Message
from clew.tickets.sending_options import SEND_DELAY
from tests import cast

CHANGES = [
    {"field": "status", "value": "pending"},
    {"field": "tags.add", "value": ["bug"]},
]


@pytest.fixture
def macro(db):
    words = MacroWords(
        name="Links, please",
        text="Hi {{customer.first_name}}, {{write.detail}}",
        kind="either",
        actions=CHANGES,
    )
    return create_macro(words=words, by=SYSTEM)


@pytest.fixture
def held(db):
    """Replies wait before they leave, as they do everywhere else."""
    Setting.objects.update_or_create(key=SEND_DELAY.key, defaults={"value": 10})


def sent(**more):
    return {"kind": "note", "body": "Looked at it.", **more}


def toast(answer):
    return json.loads(answer["X-Clew-Toast"])


def test_the_list_holds_what_one_can_use(agent, macro):
    found = agent.get("/macros").json()["macros"]
    assert macro.name in [each["name"] for each in found]


def test_the_preview_is_for_this_ticket(agent, ticket, macro):
    shown = agent.get(f"/tickets/{ticket.number}/macros/{macro.pk}").json()
    assert shown["markdown"] == "Hi Ada, {{write.detail}}"
    assert shown["gaps"] == ["{{write.detail}}"]
    assert '<mark class="gap">{{write.detail}}</mark>' in shown["html"]
    assert [each["words"] for each in shown["changes"]] == ["Set status to Pending", "Add tag bug"]


def test_a_hidden_macro_or_ticket_is_not_there(agent, ticket, macro):
    assert agent.get(f"/tickets/{ticket.number}/macros/999999").status_code == 404
    assert agent.get(f"/tickets/999999/macros/{macro.pk}").status_code == 404


def test_changes_go_with_a_note_and_are_undone_together(send, ticket, macro):
    changes = [json.dumps(each) for each in CHANGES]
    answer = send(f"/tickets/{ticket.number}/messages", sent(change=changes, macro=macro.pk))
    ticket.refresh_from_db()
    assert (ticket.status, ticket.tags) == ("pending", ["bug"])
    assert MacroUse.objects.get().macro == macro
    undo = toast(answer)["undo"]
    assert send(undo["url"], undo["fields"]).status_code == 200
    ticket.refresh_from_db()
    assert (ticket.status, ticket.tags) == ("new", [])


@pytest.mark.usefixtures("held")
def test_taking_a_reply_back_takes_its_changes_back(send, ticket):
    changes = [json.dumps(each) for each in CHANGES]
    answer = send(f"/tickets/{ticket.number}/messages", sent(kind="reply", change=changes))
    ticket.refresh_from_db()
    assert ticket.tags == ["bug"]
    undo = toast(answer)["undo"]
    assert send(undo["url"], undo["fields"]).status_code == 200
    ticket.refresh_from_db()
    assert (ticket.status, ticket.tags) == ("new", [])
    assert not Message.objects.filter(ticket=ticket, body="Looked at it.").exists()


@pytest.mark.usefixtures("held")
def test_the_status_of_a_macro_is_the_status_after_the_reply(send, ticket):
    send(
        f"/tickets/{ticket.number}/messages",
        sent(kind="reply", change=[json.dumps(CHANGES[0])]),
    )
    message = Message.objects.get(ticket=ticket, body="Looked at it.")
    assert message.then_status == "pending"


def test_one_refused_change_and_nothing_is_said(send, ticket):
    bad = json.dumps({"field": "assignee", "value": 999999})
    answer = send(f"/tickets/{ticket.number}/messages", sent(change=[json.dumps(CHANGES[1]), bad]))
    assert answer.status_code == 422
    ticket.refresh_from_db()
    assert (ticket.tags, ticket.messages.count()) == ([], 1)


@pytest.mark.parametrize("kind", ["note", "reply"])
def test_a_variable_that_nobody_filled_in_blocks_sending(send, ticket, kind):
    answer = send(f"/tickets/{ticket.number}/messages", sent(kind=kind, body="{{write.detail}}"))
    assert answer.status_code == 422
    assert answer.content.decode() == "{{write.detail}} is not known: write it yourself."
    assert ticket.messages.count() == 1


def test_the_changes_alone_with_the_way_back(send, ticket, macro):
    answer = send(f"/tickets/{ticket.number}/macros/{macro.pk}")
    ticket.refresh_from_db()
    assert (ticket.status, ticket.messages.count()) == ("pending", 1)
    undo = toast(answer)["undo"]
    send(undo["url"], undo["fields"])
    ticket.refresh_from_db()
    assert (ticket.status, ticket.tags) == ("new", [])


def test_light_agents_make_no_changes(light, send, ticket):
    change = [json.dumps(CHANGES[1])]
    answer = send(f"/tickets/{ticket.number}/messages", sent(change=change), client=light)
    assert answer.status_code == 403
    assert ticket.messages.count() == 1


def test_the_changes_of_a_macro_on_many_tickets(send, ticket, macro):
    other = cast.ticket()
    given = {"field": "macro", "value": macro.pk, "number": [ticket.number, other.number]}
    assert send("/tickets/bulk", given).status_code == 204
    for each in (ticket, other):
        each.refresh_from_db()
        assert (each.status, each.tags) == ("pending", ["bug"])
    assert send("/tickets/bulk", given | {"value": "999999"}).status_code == 422
