from datetime import timedelta

import pytest

from clew.channels.email.machines.acknowledging import acknowledge
from clew.channels.email.machines.budget import may_send_automatic
from clew.channels.email.machines.nature import Nature
from clew.channels.email.machines.telling import tell_due
from clew.channels.email.models import InboundMail, MailAddress, Unsubscribed
from clew.channels.email.tests.machinery import ADA, came_in, parsed
from clew.channels.email.trust.verdict import Verdict
from clew.core import clock
from clew.core.actors import SYSTEM
from clew.core.options import set_options
from clew.routing.actions.refreshing import refresh_targets
from clew.routing.tests.promising import in_force, target
from clew.tickets.arriving import Arriving
from clew.tickets.models import Delivery, Message
from tests import cast
from tests.stops import stopped

pytestmark = pytest.mark.django_db
PROVEN, UNKNOWN, FORGED = Verdict("pass"), Verdict("none"), Verdict("fail")


def ticket(**given):
    given.setdefault("verified", True)
    return cast.ticket(channel="email", reply_address=given.pop("reply_address", ADA), **given)


def said(ticket, letter=None, verdict=PROVEN, nature=None, address=None):
    letter = letter or parsed(name="Ada Quist")
    return acknowledge(ticket, letter, verdict, nature or Nature(), address)


def test_it_says_the_number_and_the_first_reply_they_can_expect():
    in_force()
    ada = cast.person()
    cast.account(members=(ada,), plan="enterprise")
    mine = ticket(requester=ada)
    message = said(mine)
    assert message.body.startswith("Hi Ada Quist,")
    assert f"#{mine.number}. You can expect our first reply within 8 hours (Monday to Friday)." in (
        message.body
    )
    delivery = Delivery.objects.get()
    assert (delivery.address, delivery.channel) == (ADA, "email")


def test_no_target_is_said_honestly():
    in_force({"policies": [], "calendars": {}})
    assert "cannot promise when" in said(ticket()).body


def test_it_meets_no_target_and_is_nobodys_message():
    in_force()
    ada = cast.person()
    cast.account(members=(ada,), plan="enterprise")
    mine = ticket(requester=ada)
    said(mine)
    refresh_targets([mine.pk])
    mine.refresh_from_db()
    assert target(mine).fulfilled_at is None
    assert mine.last_message_by == "customer"
    assert mine.status == "new"


def test_who_proved_nothing_reads_nothing_of_a_customer():
    in_force()
    ada = cast.person()
    cast.account(members=(ada,), plan="enterprise")
    body = said(ticket(requester=ada, verified=False), verdict=UNKNOWN).body
    assert body.startswith("Hi there,")
    assert "Ada" not in body
    assert "8 hours" not in body


@pytest.mark.parametrize(
    ("letter", "verdict", "nature"),
    [
        (parsed(), FORGED, Nature()),
        (parsed(), PROVEN, Nature("auto-generated")),
        (parsed(), PROVEN, Nature("bulk")),
        (parsed(), PROVEN, Nature("out-of-office")),
        (parsed(), PROVEN, Nature(is_own=True)),
        (parsed(sender="no-reply@heron.example"), PROVEN, Nature()),
        (parsed(reply_to=[parsed(sender="noreply@heron.example").from_]), PROVEN, Nature()),
        (parsed(sender="eve@rook.example"), UNKNOWN, Nature()),  # answers go to somebody else
    ],
)
def test_nothing_is_said_to_these(letter, verdict, nature):
    assert said(ticket(), letter, verdict, nature) is None
    assert not Message.objects.filter(author_kind="system").exists()


def test_once_a_ticket_and_not_when_it_is_off_or_old_or_forwarded():
    now = clock.now()
    mine = ticket()
    assert said(mine)
    assert said(mine) is None
    quiet = MailAddress(address="help@clew.example", acknowledges=False)
    assert said(ticket(), address=quiet) is None
    assert said(ticket(created_at=now - timedelta(days=2))) is None
    assert said(ticket(arriving=Arriving(mail={"forwarded_by": "Maya"}))) is None
    backlog = came_in(is_backlog=True)
    assert said(ticket(arriving=Arriving(mail={"inbound": backlog.pk}))) is None
    set_options(values={"email.acknowledge": "false"}, by=SYSTEM)
    assert said(ticket()) is None


def test_a_name_cannot_carry_a_link_into_what_we_send():
    for name in ("Win at evil.example", "[x](http://e.example)", "a\nb <b>"):
        assert said(ticket(), parsed(name=name)).body.startswith("Hi there,")


def test_the_budget_of_an_address_ends():
    set_options(values={"email.automatic_per_address": "2"}, by=SYSTEM)
    assert said(ticket())
    assert said(ticket())
    assert said(ticket()) is None


def test_who_wants_nothing_gets_nothing_and_our_own_addresses_neither(settings):
    mine = ticket()
    assert may_send_automatic(ADA, mine)
    for address in (settings.CLEW_MAIL_FROM.split("<")[-1].strip(">"), "mailer-daemon@x.example"):
        assert not may_send_automatic(address, mine)
    Unsubscribed.objects.create(address=ADA, ticket=mine, created_at=clock.now())
    assert not may_send_automatic(ADA, mine)
    assert may_send_automatic(ADA, ticket())


def test_a_stop_leaves_those_who_wait_to_the_next_start():
    ada = cast.person()
    mail = InboundMail.objects.create(
        source="api", size=0, digest="0" * 64, received_at=clock.now(), to_acknowledge=True,
        ticket=ticket(requester=ada), from_address=ADA, verdict=PROVEN.as_json(),
    )  # fmt: skip
    with stopped():
        assert tell_due() == 0
    mail.refresh_from_db()
    assert mail.to_acknowledge
    assert tell_due() == 1
    assert Delivery.objects.get().address == ADA
