"""Who a mail is from, as an agent sees it: person, proof, where answers go, what it says."""

import pytest

from clew.channels.email import addressing
from clew.channels.email.models import InboundMail, MailAddress, Mailbox
from clew.channels.email.parsing.parsed import Address, File
from clew.channels.email.tests.posting import (
    ADA,
    DISPROVEN,
    EVE,
    OURS,
    PROVEN,
    UNKNOWN,
    heard,
    names,
    post,
)
from clew.core import clock
from clew.people.models import Person
from clew.tickets.models import Ticket
from clew.tickets.validation import MAX_BODY
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("our_address", "unanswered")]


# --- Person and proof ----------------------------------------------------------------------------


def test_a_known_customer_is_found_with_their_account():
    ada = cast.person()
    account = cast.account(members=(ada,))
    row = post()
    assert (row.ticket.requester, row.ticket.account) == (ada, account)
    assert "claims_customer" not in row.message.mail


@pytest.mark.parametrize("verdict", [UNKNOWN, DISPROVEN], ids=["none", "fail"])
def test_who_only_claims_to_be_a_customer_is_marked(verdict):
    ada = cast.person()
    row = post(verdict=verdict)
    assert (row.ticket.requester, row.ticket.verified) == (ada, False)
    assert row.message.mail["claims_customer"] is True


def test_a_newcomer_claims_nothing():
    row = post(verdict=UNKNOWN, sender=EVE)
    assert "claims_customer" not in row.message.mail
    assert row.ticket.requester.name == "Eve"


def test_letter_case_makes_no_other_customer():
    ada = cast.person()
    row = post(sender="ada@heron.example", from_=Address("Ada", "ADA@heron.example"))
    assert row.ticket.requester == ada


def moved(person, email):
    """Their product knows them by another address from now on."""
    Person.objects.filter(pk=person.pk).update(email=email)


def test_somebody_known_by_another_address_now_is_still_themselves():
    ada = cast.person()
    post()
    moved(ada, "ada@new.example")
    assert post(subject="Invoice").ticket.requester == ada
    assert post(subject="Invoice 2", sender="ada@new.example").ticket.requester == ada


@pytest.mark.parametrize(("then", "now"), [(PROVEN, UNKNOWN), (UNKNOWN, PROVEN)])
def test_but_not_when_nothing_proves_it_now_or_nothing_did_then(then, now):
    ada = cast.person()
    post(verdict=then)
    moved(ada, "ada@new.example")
    assert post(subject="Invoice", verdict=now).ticket.requester != ada


def test_who_cannot_be_answered_waits():
    for address in ("", "root@server", "ada@", "ä@x.example", "a" * 250 + "@x.example"):
        row = post(sender=address)
        assert (row.outcome, row.reason) == ("quarantined", "no_sender")


def test_a_name_cannot_become_a_header_or_a_line():
    row = post(from_=Address("Ada\r\nBcc: all@heron.example\x00", ADA))
    assert row.message.author_name == "Ada Bcc: all@heron.example"
    assert "\n" not in row.ticket.requester.name


def test_a_very_long_name_is_cut():
    assert len(post(from_=Address("A" * 5000, ADA)).message.author_name) <= 200


# --- Where answers go ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "verdict", "to"),
    [
        ("ada@home.example", PROVEN, "ada@home.example"),
        ("ada+work@heron.example", UNKNOWN, "ada+work@heron.example"),
        ("neighbour@heron.example", UNKNOWN, ADA),
        (EVE, UNKNOWN, ADA),
        (EVE, DISPROVEN, ADA),
        (OURS, PROVEN, ADA),
        ("no address", PROVEN, ADA),
    ],
)
def test_reply_to_is_believed_of_who_is_proven_or_at_home(asked, verdict, to):
    row = post(reply_to=names(asked), verdict=verdict)
    assert row.ticket.reply_address == to


def test_what_is_not_believed_is_told():
    row = post(reply_to=names(EVE), verdict=UNKNOWN)
    assert EVE in row.message.mail["problems"][0]


def test_a_later_reply_to_changes_nothing():
    first = post()
    to = names(addressing.reply_address(first.ticket.number))
    post(to=to, reply_to=names("ada@home.example"))
    assert Ticket.objects.get(pk=first.ticket.pk).reply_address == ADA


# --- Which of our addresses ----------------------------------------------------------------------


@pytest.fixture
def sales():
    now = clock.now()
    row = MailAddress.objects.create(
        address="sales@clew.example", team=cast.team("Sales"), created_at=now, changed_at=now
    )
    addressing.our_addresses.forget_now()
    return row


def test_mail_to_an_address_is_its_teams(sales):
    for to in ("sales@clew.example", "Sales@Clew.example", "sales+x@clew.example"):
        ticket = post(to=names(to), text=to).ticket
        assert (ticket.team, ticket.context["mail_to"]) == (sales.team, sales.address)


def test_a_blind_copy_is_known_by_its_envelope(sales):
    row = post(to=names("friends@heron.example"), envelope_to=[sales.address])
    assert row.ticket.team == sales.team


def test_without_an_address_of_its_own_a_mailbox_says_the_team():
    now = clock.now()
    box = Mailbox.objects.create(
        name="Orders", host="x", user="x", team=cast.team("Orders"), created_at=now, changed_at=now
    )
    ticket = post(mailbox=box, to=names("alias@other.example")).ticket
    assert ticket.team == box.team
    assert "mail_to" not in ticket.context


# --- What it says --------------------------------------------------------------------------------


def test_without_a_subject_the_first_words_are_it():
    assert post(subject="", text="It stops at once.").ticket.subject == "It stops at once."


def test_without_anything_it_is_still_a_ticket():
    row = post(subject="", text="", html="", reply_html="")
    assert (row.outcome, row.message.body) == ("ticket", "(no text)")


def test_a_very_long_mail_is_cut_and_kept_whole():
    row = post(text="A line of a log.\n" * 20_000)
    assert row.outcome == "ticket"
    assert len(row.message.body) <= MAX_BODY
    assert row.message.original.size > 0


def test_files_are_on_the_message_and_pictures_in_their_place():
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 50
    html = '<p>Look: <img src="cid:shot@1"></p>'
    row = post(
        files=[
            File("log.txt", "text/plain", b"x"),
            File("shot.png", "image/png", png, inline=True, cid="shot@1"),
        ],
        html=html,
        reply_html=html,
    )
    log, shot = row.message.attachments.order_by("pk")
    assert (log.filename, log.content_type, log.size) == ("log.txt", "text/plain", 1)
    assert f"/attachments/{shot.secret}" in row.message.body_html
    assert "cid:" not in row.message.body_html


def test_a_file_that_is_too_large_is_in_the_original_only(settings):
    settings.CLEW_MAX_ATTACHMENT_BYTES = 10
    row = post(files=[File("huge.bin", "application/x", b"0" * 11), File("ok.txt", "", b"0")])
    assert [each.filename for each in row.message.attachments.all()] == ["ok.txt"]
    assert "huge.bin" in row.message.mail["problems"][0]


def test_nul_and_odd_letters_are_no_obstacle():
    row = post(text="a\x00b", subject="s\x00t", from_=Address("A\x00", ADA))
    assert heard(row.ticket) == ["ab"]


def test_the_row_says_who_and_what():
    row = post()
    assert isinstance(row, InboundMail)
    assert (row.from_address, row.subject, row.verdict["result"]) == (ADA, "Export stops", "pass")
