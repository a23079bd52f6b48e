import pytest

from clew.channels.email import addressing
from clew.channels.email.models import MailAddress
from clew.channels.email.transport import server_of
from clew.core import clock
from tests import cast


@pytest.fixture(autouse=True)
def sender(settings):
    settings.CLEW_MAIL_FROM = "Support <help+desk@heron.example>"


def test_a_reply_address_leads_back_to_its_ticket_only():
    address = addressing.reply_address(42)
    assert address.startswith("help+t42-")
    assert addressing.ticket_number(address) == 42
    assert addressing.ticket_number(address.upper()) == 42
    assert addressing.ticket_number(address.replace("t42", "t43")) is None
    assert addressing.ticket_number(address[:20] + "0" + address[21:]) in {None, 42}
    assert addressing.ticket_number("help@heron.example") is None


def test_another_installation_has_another_proof(settings):
    address = addressing.reply_address(42)
    settings.SECRET_KEY = "another"
    assert addressing.ticket_number(address) is None


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("ada@heron.example", True),
        ("ada@münchen.example", True),
        ("", False),
        ("ada", False),
        ("ada@heron.example, bo@heron.example", False),
        ("ada@heron.example\r\nBcc: x@y.example", False),
        ("Ada <ada@heron.example>", False),
    ],
)
def test_only_one_mailbox_is_deliverable(address, good):
    assert addressing.is_deliverable(address) is good


def test_international_domains_travel_in_ascii():
    assert addressing.in_ascii("ada@münchen.example") == "ada@xn--mnchen-3ya.example"


def test_server_urls():
    server = server_of("smtp+starttls://us%40er:p%3Ass@mail.heron.example")
    assert (server.user, server.password) == ("us@er", "p:ss")
    assert (server.host, server.port, server.security) == (
        "mail.heron.example",
        587,
        "smtp+starttls",
    )
    assert server_of("smtps://mail.heron.example").port == 465
    with pytest.raises(ValueError, match="no host"):
        server_of("smtp://")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("help+desk@heron.example", True),
        ("HELP@Heron.example", True),
        ("help+t42-0123456789abcdef@heron.example", True),
        ("sales@heron.example", True),
        ("sales+x@heron.example", True),
        ("ada@heron.example", False),
        ("help@heron.example.evil.example", False),
        ("xhelp@heron.example", False),
        ("", False),
        ("help", False),
    ],
)
def test_which_addresses_are_ours(address, ours):
    now = clock.now()
    MailAddress.objects.create(address="sales@heron.example", created_at=now, changed_at=now)
    addressing.our_addresses.forget_now()
    assert addressing.is_ours(address) is ours


@pytest.mark.django_db
def test_a_note_address_is_of_one_ticket_and_one_of_us():
    maya, bo = cast.staff(), cast.staff("Bo Berg")
    token = addressing.token_in(addressing.note_address(42, maya))
    assert token.is_of(maya)
    assert not token.is_of(bo)
    assert not token.is_right
    assert addressing.ticket_number(addressing.note_address(42, maya)) is None
    assert not addressing.token_in(addressing.reply_address(42)).is_of(maya)
