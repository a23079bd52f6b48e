"""What staff may do by mail: answer, note, forward; proven only, and within their rights."""

import pytest

from clew.channels.email import addressing
from clew.channels.email.machines.nature import Nature
from clew.channels.email.parsing.parsed import Address, File
from clew.channels.email.tests.posting import (
    ADA,
    BO,
    DISPROVEN,
    EVE,
    UNKNOWN,
    heard,
    names,
    parsed,
    post,
)
from clew.core.actors import SYSTEM
from clew.people.models import Role, Sees
from clew.tickets.actions import add_note, set_status, set_team
from clew.tickets.models import Delivery, Ticket
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("our_address", "unanswered")]
MAYA = "maya@clew.example"


@pytest.fixture
def maya():
    return cast.staff()


@pytest.fixture
def ticket():
    return post(message_id="first@post.example").ticket


def to_customer(ticket):
    return names(addressing.reply_address(ticket.number))


def to_note(ticket, staff):
    return names(addressing.note_address(ticket.number, staff))


def deliveries(message):
    return list(Delivery.objects.filter(message=message).values_list("address", flat=True))


# --- Answering -----------------------------------------------------------------------------------


def test_an_answer_goes_to_the_customer(maya, ticket):
    row = post(sender=MAYA, to=to_customer(ticket), text="Fixed, **try** again.")
    message = row.message
    assert (row.outcome, row.ticket, message.public) == ("reply", ticket, True)
    assert (message.staff, message.author_name) == (maya, "Maya Lindholm")
    assert message.mail["by_mail"] is True
    assert message.original.kind == "mail"
    assert deliveries(message) == [ADA]
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee, ticket.last_message_by) == ("open", maya, "staff")


def test_an_answer_takes_its_files_along(maya, ticket):
    files = [File("patch.txt", "text/plain", b"+1")]
    row = post(sender=MAYA, to=to_customer(ticket), files=files)
    assert row.message.attachments.get().filename == "patch.txt"


def test_a_first_line_makes_it_a_note(maya, ticket):
    for line in ("#note", "#Note:", "  #note  "):
        row = post(sender=MAYA, to=to_customer(ticket), text=f"{line}\nCheck the limit.")
        assert (row.message.public, row.message.body) == (False, "Check the limit.")
        assert row.message.staff == maya
        assert deliveries(row.message) == []


def test_a_word_that_we_do_not_know_is_not_sent_to_the_customer(maya, ticket):
    row = post(sender=MAYA, to=to_customer(ticket), text="#close\nDone.")
    assert (row.outcome, row.reason) == ("quarantined", "staff_may_not")
    assert "#close" in row.said
    assert heard(ticket) == ["It stops after the first page."]


def test_a_light_agent_answers_nobody_and_may_note(ticket):
    cast.light_agent()
    lumi = "lumi@clew.example"
    row = post(sender=lumi, to=to_customer(ticket))
    assert (row.outcome, row.reason) == ("quarantined", "staff_may_not")
    note = post(sender=lumi, to=to_customer(ticket), text="#note\nSeen.")
    assert (note.outcome, note.message.public) == ("reply", False)


def test_what_a_light_agent_sent_is_a_note_once_recovered(ticket):
    cast.light_agent()
    row = post(sender="lumi@clew.example", to=to_customer(ticket), recovered=True)
    assert (row.outcome, row.message.public) == ("reply", False)


@pytest.mark.parametrize("recovered", [False, True])
def test_a_ticket_that_they_may_not_read_is_not_there(maya, ticket, recovered):
    maya.sees = Sees.OWN_TEAMS
    maya.save()
    set_team(ticket=ticket, team=cast.team("Secret"), by=SYSTEM)
    row = post(sender=MAYA, to=to_customer(ticket), recovered=recovered)
    assert (row.outcome, row.reason) == ("quarantined", "staff_may_not")
    assert ticket.messages.filter(staff=maya).count() == 0


@pytest.mark.usefixtures("maya")
def test_a_closed_ticket_is_final(ticket):
    set_status(ticket=ticket, status="solved", by=SYSTEM)
    Ticket.objects.filter(pk=ticket.pk).update(status="closed")
    row = post(sender=MAYA, to=to_customer(ticket))
    assert (row.outcome, row.reason) == ("quarantined", "staff_may_not")
    assert "closed" in row.said


@pytest.mark.usefixtures("maya")
def test_a_copy_of_what_they_wrote_the_customer_themselves_is_a_note(ticket):
    to = names(ADA, "help@clew.example")
    row = post(sender=MAYA, to=to, in_reply_to=["first@post.example"], subject="Re: Export stops")
    assert (row.ticket, row.message.public) == (ticket, False)


# --- Proof ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("verdict", [UNKNOWN, DISPROVEN], ids=["none", "fail"])
@pytest.mark.parametrize("recovered", [False, True])
@pytest.mark.usefixtures("maya")
def test_who_only_claims_to_be_staff_writes_no_answer_and_no_note(ticket, verdict, recovered):
    row = post(sender=MAYA, to=to_customer(ticket), verdict=verdict, recovered=recovered)
    assert not ticket.messages.filter(author_kind="staff").exists()
    if recovered:
        assert row.message.mail["unverified_participant"] is True
    else:
        assert row.outcome == "quarantined"


@pytest.mark.usefixtures("maya")
def test_filing_under_a_colleagues_address_gives_nobody_their_rights(ticket):
    row = post(sender=EVE, to=to_customer(ticket), recovered=True, as_sender=MAYA)
    assert row.message.author_kind == "customer"


def test_who_left_is_a_customer_like_others(maya, ticket):
    maya.is_active = False
    maya.save()
    row = post(sender=MAYA, to=to_customer(ticket))
    assert row.message is None or row.message.author_kind == "customer"


# --- The address of notes ------------------------------------------------------------------------


def test_the_note_address_makes_a_note(maya, ticket):
    row = post(sender=MAYA, to=to_note(ticket, maya), subject="Re: Ada mentioned you", text="Yes.")
    assert (row.ticket, row.message.public, row.message.body) == (ticket, False, "Yes.")
    assert deliveries(row.message) == []


def test_the_note_address_is_of_one_person_only(maya, ticket):
    cast.staff("Bo Berg")
    for sender in ("bo@clew.example", ADA, EVE):
        row = post(sender=sender, to=to_note(ticket, maya))
        assert (row.outcome, row.reason) == ("quarantined", "forged_token")
    unproven = post(sender=MAYA, to=to_note(ticket, maya), verdict=UNKNOWN)
    assert unproven.outcome == "quarantined"


def test_a_note_address_of_a_deleted_ticket(maya, ticket):
    [to] = to_note(ticket, maya)
    gone = names(addressing.note_address(999_999, maya))
    assert post(sender=MAYA, to=gone).reason == "ticket_deleted"
    assert to.address.startswith("help+n")


def test_light_agents_note_by_mail(ticket):
    lumi = cast.light_agent()
    row = post(sender=lumi.email, to=to_note(ticket, lumi))
    assert (row.outcome, row.message.public) == ("reply", False)


def test_their_own_ticket_is_theirs_as_customers_are(maya):
    own = post(sender=MAYA, subject="My laptop", text="It is slow.")
    assert (own.outcome, own.ticket.requester.email) == ("ticket", MAYA)
    row = post(sender=MAYA, to=to_customer(own.ticket), text="Still slow.")
    assert row.message.author_kind == "customer"
    assert heard(own.ticket) == ["It is slow.", "Still slow."]
    assert maya.is_active


# --- Forwarding ----------------------------------------------------------------------------------

GMAIL = """Can somebody take this?

---------- Forwarded message ---------
From: Ada Quist <ada@heron.example>
Date: Fri, 20 Nov 2026 at 10:30
Subject: Export stops
To: Maya Lindholm <maya@clew.example>


It stops after the first page.
Ada
"""
OUTLOOK = """FYI
________________________________
Von: Ada Quist <ada@heron.example>
Gesendet: Freitag, 20. November 2026 10:30
An: Maya Lindholm
Betreff: Export stops

It stops after the first page.
Ada
"""
APPLE = """Take a look

Begin forwarded message:

> From: Ada Quist <ada@heron.example>
> Subject: Export stops
> Date: 20 November 2026 at 10:30
> To: maya@clew.example
>
> It stops after the first page.
> Ada
"""
FRENCH = """Pour vous

-------- Message transféré --------
Sujet : Export stops
Objet : Export stops
Date : Fri, 20 Nov 2026 10:30:00 +0100
De : Ada Quist <ada@heron.example>
Pour : maya@clew.example

It stops after the first page.
Ada
"""
CHINESE = """请看

发件人： Ada Quist [mailto:ada@heron.example]
发送时间： 2026年11月20日 10:30
收件人： Maya
主题： Export stops

It stops after the first page.
Ada
"""  # noqa: RUF001  as written there


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Fwd: Export stops", GMAIL),
        ("WG: Export stops", OUTLOOK),
        ("Fwd: Export stops", APPLE),
        ("TR: Export stops", FRENCH),
        ("转发: Export stops", CHINESE),
    ],
    ids=["gmail", "outlook", "apple", "french", "chinese"],
)
@pytest.mark.usefixtures("maya")
def test_a_customers_mail_that_one_of_us_forwards_is_the_customers(subject, text):
    ada = cast.person()
    row = post(sender=MAYA, subject=subject, text=text)
    ticket = row.ticket
    assert (ticket.requester, ticket.reply_address, ticket.verified) == (ada, ADA, False)
    assert ticket.subject == "Export stops"
    assert heard(ticket) == ["It stops after the first page.\nAda"]
    assert row.message.author_name == "Ada Quist"
    assert row.message.mail["forwarded_by"] == "Maya Lindholm"


def test_what_the_agent_wrote_above_is_a_note_and_nobody_is_told(maya):
    row = post(sender=MAYA, subject="Fwd: Export stops", text=GMAIL)
    note = row.ticket.messages.get(author_kind="staff")
    assert (note.public, note.staff) == (False, maya)
    assert "Can somebody take this?" in note.body
    assert "Maya Lindholm" in note.body
    assert not Delivery.objects.filter(message__ticket=row.ticket).exists()
    assert not row.ticket.followers.exists()


@pytest.mark.usefixtures("maya")
def test_a_mail_forwarded_as_a_file_is_read_as_it_was(monkeypatch):
    inner = parsed("The invoice is wrong.", sender=BO, subject="Invoice", cc=names(EVE))
    monkeypatch.setattr("clew.channels.email.filing.forwards.parse_isolated", lambda raw: inner)
    whole = File("mail.eml", "message/rfc822", b"From: bo@heron.example\r\n\r\nx")
    row = post(sender=MAYA, subject="For you", text="Please.", files=[whole])
    assert (row.ticket.reply_address, row.ticket.subject) == (BO, "Invoice")
    assert heard(row.ticket) == ["The invoice is wrong."]
    assert not row.ticket.followers.exists()


@pytest.mark.parametrize(
    ("sender", "verdict"), [(BO, None), (MAYA, UNKNOWN)], ids=["a customer", "unproven"]
)
@pytest.mark.usefixtures("maya")
def test_nobody_else_puts_words_into_a_customers_mouth(sender, verdict):
    given = {"verdict": verdict} if verdict else {}
    row = post(sender=sender, subject="Fwd: Export stops", text=GMAIL, recovered=True, **given)
    assert row.ticket.reply_address == sender


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Export stops", GMAIL),
        ("Fwd: Export stops", "From: here on it is different.\nThat is all."),
        ("Fwd: Lunch", GMAIL.replace(ADA, "zoe@clew.example").replace("ada@", "zoe@")),
        ("Fwd: Loop", GMAIL.replace("ada@heron.example", "help@clew.example")),
    ],
    ids=["no forward", "no sender", "of staff", "of our own"],
)
@pytest.mark.usefixtures("maya")
def test_what_is_no_customers_mail_is_their_own_ticket(subject, text):
    cast.staff("Zoe Zimmer", role=Role.LEAD)
    assert post(sender=MAYA, subject=subject, text=text).ticket.reply_address == MAYA


@pytest.mark.usefixtures("maya")
def test_a_forward_to_a_ticket_is_on_the_ticket(ticket):
    row = post(sender=MAYA, subject="Fwd: Other", text="#note\n" + GMAIL, to=to_customer(ticket))
    assert (row.ticket, row.message.public) == (ticket, False)


@pytest.mark.usefixtures("maya")
def test_staffs_absence_is_no_answer(ticket):
    row = post(
        sender=MAYA,
        to=to_customer(ticket),
        text="I am away.",
        nature=Nature(auto="out-of-office"),
    )
    assert not ticket.messages.filter(author_kind="staff", public=True).exists()
    assert row.outcome != "failed"


def test_a_note_does_not_make_an_answer_of_its_author(maya, ticket):
    add_note(ticket=ticket, staff=maya, body="Hm.")
    assert post(sender=EVE, verdict=UNKNOWN, from_=Address("Maya", EVE)).ticket != ticket
