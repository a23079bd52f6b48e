from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from clew.core import clock
from clew.core.actors import Actor
from clew.tickets.actions import (
    add_note,
    follow,
    merge_tickets,
    receive_message,
    reply,
    split_ticket,
    undo_merge,
    undo_split,
)
from clew.tickets.models import Follower, Merge, Ticket
from clew.tickets.queries import conversation, public_messages
from clew.tickets.queries.merging import merge_preview, proposed_survivor
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya():
    return cast.staff()


@pytest.fixture
def by(maya):
    return Actor.staff(maya)


@pytest.fixture
def three():
    """Ada's two tickets and one of Bo, who works elsewhere."""
    ada, bo = cast.person(), cast.person("Bo Tran", email="bo@northwind.example")
    cast.account(members=(ada,))
    cast.account("Northwind", members=(bo,))
    return (
        cast.ticket("Webhooks arrive twice", "First.", tags=["webhooks"], requester=ada),
        cast.ticket("Webhooks again", "Second.", tags=["urgent"], requester=ada),
        cast.ticket("Double webhooks", "Third.", tags=["webhooks"], requester=bo),
    )


def bodies(ticket):
    return [entry.message.body for entry in conversation(ticket) if entry.message]


def told(ticket):
    return [change.text for entry in conversation(ticket) for change in entry.changes]


def fresh(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def test_one_conversation_with_everything_in_order_and_both_histories(by, three, maya):
    first, second, third = three
    add_note(ticket=second, staff=maya, body="Same as the first?")
    receive_message(ticket=first, person=first.requester, body="Any news?", channel="widget")
    merge_tickets(survivor=first, others=[second, third], by=by)
    assert bodies(first) == ["First.", "Second.", "Third.", "Same as the first?", "Any news?"]
    assert [e.message.written_on for e in conversation(first) if e.message][1] == second.number
    assert bodies(second) == ["Second.", "Same as the first?"]  # the original is as it was
    merged = fresh(second)
    assert (merged.status, merged.merged_into) == ("closed", first)
    assert fresh(first).tags == ["webhooks", "urgent"]
    assert f"Maya Lindholm merged #{second.number} and #{third.number} into this ticket" in told(
        first
    )
    assert f"Maya Lindholm merged it into #{first.number}" in told(second)


def test_followers_are_those_that_were_chosen_and_all_staff(by, three, maya):
    first, _second, third = three
    follow(ticket=third, staff=maya, by=by)
    follow(ticket=third, email="boss@northwind.example", by=by)
    preview = merge_preview(first, three)
    assert [(each.address, each.account, each.is_stranger) for each in preview.candidates] == [
        ("bo@northwind.example", "Northwind", True),
        ("boss@northwind.example", "Northwind", True),
    ]
    merge_tickets(survivor=first, others=three[1:], by=by, follow=["bo@northwind.example"])
    followers = Follower.objects.filter(ticket=first)
    assert {str(each.staff or each.email) for each in followers} == {
        "Maya Lindholm",
        "bo@northwind.example",
    }


def test_what_a_customer_writes_on_a_merged_ticket_is_on_the_survivor(by, three):
    first, second, _ = three
    merge_tickets(survivor=first, others=[second], by=by)
    message = receive_message(
        ticket=second, person=second.requester, body="Still twice.", channel="widget"
    )
    assert message.ticket == first
    assert bodies(first)[-1] == "Still twice."


def test_customers_of_a_merged_ticket_see_their_own_words_and_what_is_meant_for_them(
    by, three, maya
):
    first, second, third = three
    Ticket.objects.filter(pk__in=[second.pk, third.pk]).update(verified=True)
    merge_tickets(survivor=first, others=[second, third], by=by)
    bo = third.requester
    receive_message(ticket=third, person=bo, body="From Bo.", channel="widget")
    reply(ticket=fresh(first), staff=maya, body="To Ada.")
    assert [each.body for each in public_messages(fresh(third))] == ["Third.", "From Bo."]
    assert [each.body for each in public_messages(fresh(second))] == ["Second.", "To Ada."]


def test_undoing_brings_everything_back_but_not_what_was_written_since(by, three, maya):
    first, second, third = three
    before = [_state(ticket) for ticket in three]
    merge = merge_tickets(
        survivor=first, others=[second, third], by=by, follow=["bo@northwind.example"]
    )
    assert undo_merge(merge=merge, by=by)
    assert not undo_merge(merge=merge, by=by)
    assert [_state(ticket) for ticket in three] == before
    assert not Follower.objects.exists()
    assert bodies(first) == ["First."]
    assert f"Maya Lindholm took back the merge with #{first.number}" in told(second)


def _state(ticket):
    found = fresh(ticket)
    return (
        found.status,
        found.merged_into_id,
        found.tags,
        found.solved_at,
        found.snippet,
        found.last_message_by,
        found.message_count,
    )


def test_after_ten_minutes_it_is_too_late(by, three):
    merge = merge_tickets(survivor=three[0], others=[three[1]], by=by)
    Merge.objects.update(created_at=clock.now() - timedelta(minutes=11))
    with pytest.raises(ValidationError, match="10 minutes"):
        undo_merge(merge=merge, by=by)
    assert fresh(three[1]).merged_into == three[0]


def test_a_merged_ticket_takes_along_what_was_merged_into_it(by, three):
    first, second, third = three
    merge_tickets(survivor=second, others=[third], by=by)
    merge = merge_tickets(survivor=first, others=[second], by=by)
    assert fresh(third).merged_into == first
    assert bodies(first) == ["First.", "Second.", "Third."]
    undo_merge(merge=merge, by=by)
    assert fresh(third).merged_into == second
    assert bodies(second) == ["Second.", "Third."]


def test_what_cannot_be_one_is_refused_in_words(by, three):
    first, second, _ = three
    with pytest.raises(ValidationError, match="at least two"):
        merge_tickets(survivor=first, others=[], by=by)
    with pytest.raises(PermissionDenied):
        merge_tickets(survivor=first, others=[second], by=Actor.staff(cast.light_agent()))
    merge_tickets(survivor=first, others=[second], by=by)
    with pytest.raises(ValidationError, match="part of another"):
        merge_tickets(survivor=first, others=[second], by=by)
    elsewhere = cast.ticket(requester=cast.person("Cy", inside=cast.environment("staging")))
    with pytest.raises(ValidationError, match="another environment"):
        merge_tickets(survivor=first, others=[elsewhere], by=by)


def test_the_oldest_open_one_survives_unless_another_is_wanted(three):
    first, second, third = three
    first.status = "solved"
    assert proposed_survivor(three) == second
    assert proposed_survivor(three, third.number) == third


def test_a_message_becomes_a_ticket_of_its_author(by, three, maya):
    first, _second, third = three
    bo = third.requester
    message = receive_message(ticket=first, person=bo, body="Also, invoices.", channel="email")
    reply(ticket=first, staff=maya, body="Looking.")
    receive_message(ticket=first, person=bo, body="They are double too.", channel="email")
    new = split_ticket(message=message, by=by, subject="Double invoices", following=True)
    assert (new.subject, new.requester, new.account.name) == ("Double invoices", bo, "Northwind")
    assert (new.channel, new.created_at) == ("email", message.created_at)
    assert bodies(new) == ["Also, invoices.", "They are double too."]
    assert bodies(first) == ["First.", "Looking."]
    assert fresh(first).message_count == 2
    assert fresh(new).snippet == "They are double too."
    assert f"Maya Lindholm moved 2 messages to the new ticket #{new.number}" in told(first)
    assert f"Maya Lindholm split it off from #{first.number}" in told(new)


def test_undoing_a_split_brings_the_messages_back(by, three):
    first = three[0]
    ada = first.requester
    message = receive_message(ticket=first, person=ada, body="Also, invoices.", channel="email")
    new = split_ticket(message=message, by=by)
    assert undo_split(split=new.split_from, by=by)
    assert bodies(first) == ["First.", "Also, invoices."]
    assert fresh(new).merged_into == first
    assert not first.links_in.exists()


def test_a_split_that_was_written_on_stays(by, three, maya):
    first = three[0]
    message = receive_message(
        ticket=first, person=first.requester, body="Also, invoices.", channel="email"
    )
    new = split_ticket(message=message, by=by)
    reply(ticket=new, staff=maya, body="Here you are.")
    with pytest.raises(ValidationError, match="Somebody has written"):
        undo_split(split=new.split_from, by=by)


def test_what_cannot_be_split_is_refused_in_words(by, three, maya):
    first = three[0]
    [opening] = first.messages.all()
    with pytest.raises(ValidationError, match="left without"):
        split_ticket(message=opening, by=by)
    note = add_note(ticket=first, staff=maya, body="Hm.")
    with pytest.raises(ValidationError, match="Only a customer"):
        split_ticket(message=note, by=by)
    with pytest.raises(PermissionDenied):
        split_ticket(message=opening, by=Actor.staff(cast.light_agent()))
