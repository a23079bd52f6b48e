"""Which ticket a mail is found on afterwards: by its address, by ids, by [#42]; and when not."""

from datetime import timedelta

import pytest

from clew.channels.email import addressing
from clew.channels.email.machines.nature import Nature
from clew.channels.email.models import InboundMail, MailAddress, Mailbox
from clew.channels.email.tests.posting import (
    ADA,
    BO,
    DISPROVEN,
    EVE,
    OURS,
    PROVEN,
    UNKNOWN,
    answered,
    heard,
    names,
    parsed,
    post,
)
from clew.core import clock
from clew.core.actors import SYSTEM
from clew.tickets.actions import follow, merge_tickets, set_property, set_status
from clew.tickets.models import Ticket, TicketLink
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("our_address", "unanswered")]
WEEKS = timedelta(days=30)


@pytest.fixture
def first():
    return post(message_id="first@post.example", text="It stops.")


def token(row):
    return names(addressing.reply_address(row.ticket.number))


def sent_id(delivery):
    return f"{delivery.stable_id}@clew.example"


def solve(row):
    by = SYSTEM
    set_status(ticket=row.ticket, status="solved", by=by)


def links_of(ticket):
    rows = TicketLink.objects.filter(ticket=ticket)
    return [(each.kind, each.other.number) for each in rows]


# --- By the reply address, wherever it stands ---------------------------------------------------


def test_the_reply_address_counts_wherever_it_stands(first):
    [ours] = token(first)
    rows = [
        post(to=[ours]),
        post(cc=[ours]),
        post(envelope_to=[ours.address.upper()]),
        *(
            post(headers=[(name, f"<{ours.address}>")])
            for name in ("Delivered-To", "X-Original-To", "Envelope-To")
        ),
    ]
    assert {(row.outcome, row.ticket) for row in rows} == {("reply", first.ticket)}


def test_the_reply_address_of_another_address_of_ours_counts_too(first):
    at = MailAddress(address="sales@clew.example")
    address = addressing.reply_address(first.ticket.number, at)
    assert address.startswith("sales+t")
    assert post(to=names(address)).ticket == first.ticket


def test_a_changed_reply_address_waits_for_somebody_to_look(first):
    [ours] = token(first)
    row = post(to=names(ours.address.replace(f"t{first.ticket.number}-", "t1-")))
    assert (row.outcome, row.reason) == ("quarantined", "forged_token")
    assert row.raw is not None


def test_what_looks_like_our_proof_at_another_company_is_theirs(first):
    row = post(cc=names("desk+t7-0123456789abcdef@heron.example"))
    assert row.outcome == "ticket"


def test_a_reply_to_a_ticket_that_is_gone_does_not_bring_it_back():
    row = post(to=names(addressing.reply_address(987_654)))
    assert (row.outcome, row.reason, row.said) == ("suppressed", "ticket_deleted", "#987654")


def test_a_mail_to_two_tickets_is_on_the_one_it_was_delivered_for(first):
    other = post(subject="Invoice")
    to = [*token(first), *token(other)]
    row = post(to=to, envelope_to=[token(other)[0].address])
    assert row.ticket == other.ticket


# --- By ids --------------------------------------------------------------------------------------


def test_an_answer_to_our_mail_needs_no_address(first):
    given = {"in_reply_to": [sent_id(answered(first))], "subject": "AW: Export stops"}
    for verdict in (PROVEN, UNKNOWN, DISPROVEN):
        row = post(**given, verdict=verdict)
        assert (row.outcome, row.ticket) == ("reply", first.ticket)
        assert "unverified_participant" not in row.message.mail


def test_the_newest_of_our_mails_counts(first):
    other = post(subject="Invoice")
    old, new = sent_id(answered(first)), sent_id(answered(other))
    assert post(references=[old, new]).ticket == other.ticket
    assert post(references=[new, "x@y.example", old]).ticket == first.ticket


def test_an_id_that_only_looks_like_ours_is_nothing(first):
    row = post(in_reply_to=["6d7f2a1e-0000-4000-8000-000000000000@clew.example"])
    assert row.outcome == "ticket"


def test_a_second_mail_of_the_same_customer_joins_the_first(first):
    row = post(in_reply_to=["first@post.example"], subject="Re: Export stops")
    assert (row.outcome, row.ticket) == ("reply", first.ticket)


def test_a_colleague_in_copy_joins_by_the_customers_id():
    first = post(message_id="first@post.example", cc=names(BO))
    row = post(sender=BO, references=["first@post.example"], subject="Re: Export stops")
    assert (row.outcome, row.ticket) == ("reply", first.ticket)


def test_a_stranger_who_names_a_customers_mail_gets_a_linked_ticket(first):
    row = post(sender=EVE, in_reply_to=["first@post.example"], subject="Re: Export stops")
    assert row.outcome == "ticket"
    assert links_of(row.ticket) == [("related", first.ticket.number)]
    assert len(heard(first.ticket)) == 1


def test_another_subject_on_a_customers_id_is_another_ticket(first):
    row = post(in_reply_to=["first@post.example"], subject="Invoice of May")
    assert row.outcome == "ticket"
    assert links_of(row.ticket) == [("related", first.ticket.number)]


def test_two_addresses_of_ours_keep_their_conversations_apart():
    for address in ("sales@clew.example", "billing@clew.example"):
        now = clock.now()
        MailAddress.objects.create(address=address, created_at=now, changed_at=now)
    addressing.our_addresses.forget_now()
    sales = post(message_id="first@post.example", to=names("sales@clew.example"))
    row = post(in_reply_to=["first@post.example"], to=names("billing@clew.example"))
    assert row.outcome == "ticket"
    again = post(in_reply_to=["first@post.example"], to=names("sales@clew.example"))
    assert again.ticket == sales.ticket


def test_one_mailbox_is_one_place():
    now = clock.now()
    box = Mailbox.objects.create(name="All", host="x", user="x", created_at=now, changed_at=now)
    first = post(message_id="first@post.example", mailbox=box, to=names("a@clew.example"))
    row = post(in_reply_to=["first@post.example"], mailbox=box, to=names("b@clew.example"))
    assert row.ticket == first.ticket


# --- By [#42] ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sender", "verdict", "joins"),
    [(ADA, PROVEN, True), (ADA, UNKNOWN, True), (ADA, DISPROVEN, False), (EVE, PROVEN, False)],
    ids=["proven", "nothing known", "disproven", "a stranger"],
)
def test_a_number_in_the_subject_needs_somebody_of_the_ticket(first, sender, verdict, joins):
    subject = f"Re: [#{first.ticket.number}] Export stops"
    row = post(sender=sender, verdict=verdict, subject=subject)
    assert (row.ticket == first.ticket) is joins


def test_the_same_subject_alone_is_never_enough(first):
    assert post(subject="Re: Export stops").ticket != first.ticket


def test_a_bare_number_is_none_of_ours(first):
    assert post(subject=f"Re: #{first.ticket.number} Export stops").ticket != first.ticket


# --- Somebody new ---------------------------------------------------------------------------------


def test_a_stranger_with_the_reply_address_is_heard_and_marked(first):
    row = post(sender=EVE, to=token(first), text="I have it too.")
    ticket = Ticket.objects.get(pk=first.ticket.pk)
    assert (row.outcome, row.ticket) == ("reply", ticket)
    assert row.message.mail["unverified_participant"] is True
    assert (row.message.author_name, row.message.person.email) == ("Eve", EVE)
    assert (ticket.requester.email, ticket.reply_address) == (ADA, ADA)
    assert not ticket.followers.exists()


def test_they_stay_a_stranger_until_somebody_of_us_lets_them_follow(first):
    post(sender=EVE, to=token(first))
    assert post(sender=EVE, to=token(first)).message.mail["unverified_participant"] is True
    follow(ticket=first.ticket, by=SYSTEM, email=EVE)
    assert "unverified_participant" not in post(sender=EVE, to=token(first)).message.mail


def test_whom_a_stranger_names_is_a_stranger_too(first):
    post(sender=EVE, to=token(first), cc=names("mallory@magpie.example"))
    row = post(sender="mallory@magpie.example", to=token(first))
    assert row.message.mail["unverified_participant"] is True


# --- Old conversations, and what they became ---------------------------------------------------


@pytest.mark.parametrize("how", ["address", "id"])
def test_another_subject_on_an_old_conversation_is_a_linked_ticket(first, how):
    delivery = answered(first)
    given = {"to": token(first)} if how == "address" else {"in_reply_to": [sent_id(delivery)]}
    row = post(**given, subject="Invoice of May", after=WEEKS)
    assert row.outcome == "ticket"
    assert row.ticket.subject == "Invoice of May"
    assert links_of(row.ticket) == [("related", first.ticket.number)]


def test_another_subject_on_a_living_one_stays(first):
    assert post(to=token(first), subject="Invoice of May").ticket == first.ticket


def test_the_same_subject_stays_however_old(first):
    for subject in ("Re: Export stops", "WG: AW: export  stops", "", "Re:"):
        assert post(to=token(first), subject=subject, after=WEEKS).ticket == first.ticket


def test_a_subject_that_we_changed_is_no_change_of_theirs(first):
    set_property(ticket=first.ticket, field="subject", value="Pagination", by=SYSTEM)
    for subject in ("Re: Export stops", "Re: Pagination"):
        assert post(to=token(first), subject=subject, after=WEEKS).ticket == first.ticket


def test_a_solved_one_wakes_up_by_the_same_subject_only(first):
    solve(first)
    other = post(to=token(first), subject="Invoice of May")
    assert other.ticket != first.ticket
    row = post(to=token(first), subject="Re: Export stops")
    assert row.ticket == first.ticket
    assert Ticket.objects.get(pk=first.ticket.pk).status == "open"


def test_a_closed_one_has_a_follow_up_at_the_same_address_of_ours(first):
    close(first)
    row = post(to=token(first), subject="Re: Export stops", text="Again!")
    assert (row.outcome, row.ticket.subject) == ("ticket", "Export stops")
    assert links_of(row.ticket) == [("follow_up", first.ticket.number)]
    assert row.ticket.context["mail_to"] == OURS
    again = post(to=token(first), subject="Re: Export stops", text="And again!")
    assert (again.outcome, again.ticket) == ("reply", row.ticket)


def test_somebody_elses_follow_up_never_answers_to_the_first(first):
    close(first)
    row = post(sender=EVE, to=token(first), subject="Re: Export stops")
    assert row.ticket != first.ticket
    assert (row.ticket.requester.email, row.ticket.reply_address) == (EVE, EVE)
    assert row.ticket.account is None
    assert ADA not in str(row.ticket.context)
    unproven = post(sender=BO, to=token(first), subject="Re: Export stops", verdict=UNKNOWN)
    assert (unproven.ticket.reply_address, unproven.ticket.verified) == (BO, False)


def close(row):
    set_status(ticket=row.ticket, status="solved", by=SYSTEM)
    Ticket.objects.filter(pk=row.ticket.pk).update(status="closed")
    row.ticket.refresh_from_db()


def test_a_merged_one_leads_to_what_it_became(first):
    other = post(subject="Pagination")
    merge_tickets(survivor=other.ticket, others=[first.ticket], by=SYSTEM)
    assert post(to=token(first), subject="Re: Export stops").ticket == other.ticket


# --- Machines ------------------------------------------------------------------------------------


def test_an_automatic_reply_is_kept_and_wakes_nothing(first):
    set_status(ticket=first.ticket, status="pending", by=SYSTEM)
    row = post(
        to=token(first), subject="Out of office: Re: Export", nature=Nature(auto="out-of-office")
    )
    ticket = Ticket.objects.get(pk=first.ticket.pk)
    assert (row.outcome, row.ticket, ticket.status) == ("reply", ticket, "pending")
    assert row.message.is_automatic
    assert row.message.mail["auto"] == "out-of-office"
    assert ticket.snippet == "It stops."


def test_an_automatic_reply_with_another_subject_stays_on_a_solved_one(first):
    solve(first)
    row = post(to=token(first), subject="Abwesend", nature=Nature(auto="out-of-office"))
    assert row.ticket == first.ticket
    assert Ticket.objects.get(pk=first.ticket.pk).status == "solved"


def test_an_automatic_reply_to_nothing_is_no_ticket():
    row = post(nature=Nature(auto="auto-reply"))
    assert (row.outcome, row.reason) == ("suppressed", "machine_unknown")


@pytest.mark.parametrize("auto", ["auto-generated", "bulk"])
def test_an_alarm_or_a_list_opens_a_ticket_that_waits_for_us(auto):
    row = post(nature=Nature(auto=auto), text="Disk full")
    assert (row.outcome, row.ticket.snippet) == ("ticket", "Disk full")
    assert row.ticket.waits_for_us


def test_a_persons_words_by_a_list_wake_the_ticket(first):
    set_status(ticket=first.ticket, status="pending", by=SYSTEM)
    post(to=token(first), nature=Nature(auto="bulk"))
    assert Ticket.objects.get(pk=first.ticket.pk).status == "open"


# --- Our own mail --------------------------------------------------------------------------------


def test_a_copy_of_our_own_reply_is_none(first):
    row = post(message_id=sent_id(answered(first)))
    assert (row.outcome, row.reason, row.ticket) == ("suppressed", "own_copy", first.ticket)


def test_our_mark_ends_a_loop():
    row = post(nature=Nature(is_own=True))
    assert (row.outcome, row.reason) == ("suppressed", "own_loop")


# --- Twice ---------------------------------------------------------------------------------------


def test_a_mail_to_two_addresses_of_ours_is_one_ticket():
    mail = parsed(to=names(OURS, "sales@clew.example"))
    first = post(mail, envelope_to=[OURS])
    second = post(mail, envelope_to=["sales@clew.example"])
    assert (second.outcome, second.ticket) == ("duplicate", first.ticket)


def test_a_reply_that_comes_twice_is_there_once(first):
    mail = parsed("Still.", to=token(first))
    assert [post(mail).outcome, post(mail).outcome] == ["reply", "duplicate"]
    assert len(heard(first.ticket)) == 2


def test_what_was_deleted_does_not_come_back():
    mail = parsed()
    row = post(mail)
    InboundMail.objects.filter(pk=row.pk).update(ticket=None, message=None)
    again = post(mail)
    assert (again.outcome, again.reason) == ("suppressed", "ticket_deleted")


def test_one_id_for_ever_is_several_mails():
    rows = [post(message_id="same@post.example", text=f"Alarm {each}") for each in range(3)]
    assert len({row.ticket_id for row in rows}) == 3


# --- Recovered -----------------------------------------------------------------------------------


def test_a_recovered_mail_is_filed_whatever_its_address_said(first):
    [ours] = token(first)
    to = names(ours.address.replace(f"t{first.ticket.number}-", "t1-"))
    row = post(to=to, recovered=True, verdict=UNKNOWN)
    assert row.outcome == "ticket"
    assert row.ticket.verified is False


def test_it_can_be_filed_under_another_address():
    row = post(sender="", recovered=True, as_sender="Ada@Heron.example", verdict=PROVEN)
    assert (row.ticket.requester.email, row.ticket.verified) == (ADA, False)
    assert row.message.mail["verdict"] == "none"


def test_without_any_address_it_goes_on_waiting():
    row = post(sender="", recovered=True)
    assert (row.outcome, row.reason) == ("quarantined", "no_sender")


def test_nobody_of_ours_becomes_the_customer_by_recovering():
    row = post(sender="help@clew.example", recovered=True, verdict=UNKNOWN)
    assert (row.outcome, row.reason) == ("quarantined", "claims_us")
    assert "would come back to us" in row.said
    row = post(sender="help@clew.example", recovered=True, as_sender=ADA, verdict=UNKNOWN)
    assert row.ticket.requester.email == ADA


def test_the_number_of_statements_stays_small(first, django_assert_max_num_queries):
    with django_assert_max_num_queries(90):
        post(to=token(first), references=[f"r{each}@post.example" for each in range(40)])
    assert cast.environment().name == "production"
