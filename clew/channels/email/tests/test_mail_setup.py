from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from clew.channels.email.models import AddressCheck, MailAddress, SigningKey
from clew.channels.email.outgoing.signing import dns_record
from clew.channels.email.outgoing.signing_actions import activate_key, make_key
from clew.channels.email.parsing.mail import parse
from clew.channels.email.setup import addresses, checks
from clew.channels.email.setup.dns_findings import findings
from clew.channels.email.setup.explaining import lines_of, state_of
from clew.channels.email.trust.resolving import UnreachableError
from clew.core import clock
from clew.core.actors import SYSTEM
from clew.people.models import Role
from tests import cast

pytestmark = pytest.mark.django_db
HOUSE = "Ottergrid Support <help@ottergrid.example>"


@pytest.fixture
def client():
    client = Client()
    client.force_login(cast.staff("Ines Ortega", role=Role.ADMIN))
    return client


def text_of(response) -> str:
    return response.content.decode()


def asked(records):
    return lambda name, kind: records.get(f"{name} {kind}", [])


def states(found) -> dict[str, str]:
    return {each.what: each.state for each in found}


def test_an_address_is_added_changed_removed_and_each_undone(client):
    team = cast.team("Delivery")
    form = {"address": "Sales@Ottergrid.example", "name": "Sales", "team": team.pk}
    client.post("/settings/mail/addresses/new", form | {"is_default": "on"})
    made = MailAddress.objects.get()
    assert (made.address, made.team, made.is_default) == ("sales@ottergrid.example", team, True)
    client.post(f"/settings/mail/addresses/{made.pk}", form | {"name": "Orders", "team": ""})
    made.refresh_from_db()
    assert (made.name, made.team, made.is_default) == ("Orders", None, False)
    assert "Saved." in text_of(client.get(f"/settings/mail/addresses/{made.pk}"))
    client.post(f"/settings/mail/addresses/{made.pk}/undo")
    made.refresh_from_db()
    assert (made.name, made.team, made.is_default) == ("Sales", team, True)
    client.post(f"/settings/mail/addresses/{made.pk}/removal")
    assert "sales@ottergrid.example is removed" in text_of(client.get("/settings/mail"))
    client.post("/settings/mail/addresses/restoration")
    assert MailAddress.objects.get().team == team


def test_one_default_and_each_address_once():
    first = addresses.add_address(address="a@ottergrid.example", is_default=True, by=SYSTEM)
    addresses.add_address(address="b@ottergrid.example", is_default=True, by=SYSTEM)
    first.refresh_from_db()
    assert not first.is_default
    for wrong in ("b@ottergrid.example", "nothing", "a+b@ottergrid.example"):
        with pytest.raises(ValidationError):
            addresses.add_address(address=wrong, by=SYSTEM)


def test_a_colleagues_own_address_is_refused():
    cast.staff("Noor Vale")
    with pytest.raises(ValidationError, match="colleague"):
        addresses.add_address(address="noor@clew.example", by=SYSTEM)


def test_a_check_leaves_arrives_and_says_so(client, mailbox, settings):
    """Through a real SMTP server, and back by what the filing calls."""
    settings.CLEW_MAIL_FROM = HOUSE
    check = checks.start(address=None, by=SYSTEM)
    assert state_of(check, clock.now()) == "waiting"
    checks.run(check)
    raw = mailbox.envelopes[0].content
    assert mailbox.envelopes[0].rcpt_tos == ["help@ottergrid.example"]
    checks.run(AddressCheck.objects.get())  # the job again: nothing more is sent
    assert len(mailbox.envelopes) == 1
    marked = b"Authentication-Results: mx.ottergrid.example; spf=pass; dkim=none\r\n" + raw
    assert checks.note_arrival(parse(marked))
    assert not checks.note_arrival(parse(raw.replace(check.token.encode(), b"0" * 40)))
    check.refresh_from_db()
    lines = {line.what: line for line in lines_of(check, clock.now())}
    assert lines["Arrival"].said.startswith("It came in after")
    assert lines["Receiver"].state == "ok"
    assert lines["SPF"].state == "unknown"  # nobody answers here
    page = text_of(client.get(f"/settings/mail/checks/{check.pk}"))
    assert "DNS cannot be reached" in page
    assert "hx-get" not in page.split("mail-check")[1]


def test_a_server_that_is_not_there_is_explained(settings):
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    check = checks.start(address=None, by=SYSTEM)
    checks.run(check)
    sending = lines_of(check, clock.now())[0]
    assert (sending.what, sending.state) == ("Sending", "fail")
    assert "cannot be reached" in sending.said
    assert "host and port" in sending.advice


def test_a_refused_address_is_explained(mailbox, settings):
    mailbox.refuse_recipient = "550 no such user"
    check = checks.start(address=None, by=SYSTEM)
    checks.run(check)
    assert "does not know this address" in lines_of(check, clock.now())[0].advice


def test_what_did_not_arrive_is_said_after_two_minutes():
    now = clock.now()
    check = AddressCheck(to="a@b.example", sent_at=now, created_at=now)
    late = lines_of(check, now + timedelta(minutes=3))
    assert "Not arrived" in late[1].said
    assert state_of(check, now + timedelta(minutes=3)) == "fail"


def test_without_a_mail_server_nothing_is_checked(client, settings):
    settings.EMAIL_URL = ""
    assert client.post("/settings/mail/checks").status_code == 422


def test_dns_that_says_everything(settings):
    settings.EMAIL_URL = "smtp://mail.ottergrid.example:587"
    key = make_key(domain="ottergrid.example", by=SYSTEM)
    activate_key(key=key, by=SYSTEM)
    name, value = dns_record(key)
    records = {
        "ottergrid.example TXT": ["v=spf1 a:mail.ottergrid.example -all"],
        "mail.ottergrid.example A": ["203.0.113.4"],
        f"{name} TXT": [value],
        "_dmarc.ottergrid.example TXT": ["v=DMARC1; p=reject"],
        "ottergrid.example MX": ["10 mx.ottergrid.example"],
    }
    found = findings("ottergrid.example", asked(records))
    assert states(found) == {"SPF": "ok", "DKIM": "ok", "DMARC": "ok", "MX": "ok"}, found


@pytest.mark.parametrize(
    ("records", "what", "state", "words"),
    [
        ({}, "SPF", "warn", "does not say which servers"),
        ({"b.example TXT": ["v=spf1 +all"]}, "SPF", "fail", "+all"),
        ({"b.example TXT": ["v=spf1 -all", "v=spf1 mx -all"]}, "SPF", "fail", "2 SPF records"),
        ({"b.example TXT": ["v=spf1 " + "a " * 11 + "-all"]}, "SPF", "fail", "11 lookups"),
        ({"b.example TXT": ["v=spf1 -all"], "m.example A": ["203.0.113.4"]}, "SPF", "warn", "name"),
        ({}, "DKIM", "unknown", "does not sign"),
        ({}, "DMARC", "warn", "pretends to be yours"),
        ({"_dmarc.b.example TXT": ["v=DMARC1; p=none"]}, "DMARC", "warn", "not refused"),
        ({}, "MX", "fail", "cannot arrive"),
        ({"b.example MX": ["0 ."]}, "MX", "fail", "no mail at all"),
    ],
)
def test_dns_that_lacks_something(settings, records, what, state, words):
    settings.EMAIL_URL = "smtp://m.example:587"
    found = {each.what: each for each in findings("b.example", asked(records))}[what]
    assert (found.state, words in found.said) == (state, True), found


def test_a_key_that_signs_and_is_not_published_is_red():
    key = make_key(domain="b.example", by=SYSTEM)
    assert states(findings("b.example", asked({})))["DKIM"] == "warn"
    activate_key(key=key, by=SYSTEM)
    assert states(findings("b.example", asked({})))["DKIM"] == "fail"


def test_dns_out_of_reach_is_nobodys_mistake():
    def silence(name, kind):
        raise UnreachableError(name)

    assert set(states(findings("b.example", silence)).values()) == {"unknown"}


def test_a_key_is_made_used_and_followed(client, settings):
    settings.CLEW_MAIL_FROM = HOUSE
    client.post("/settings/mail/keys", {"domain": "ottergrid.example"})
    key = SigningKey.objects.get()
    assert dns_record(key)[1] in text_of(client.get("/settings/mail"))
    client.post(f"/settings/mail/keys/{key.pk}", {"do": "activate"})
    client.post(f"/settings/mail/keys/{key.pk}", {"do": "rotate"})
    assert "Waits to follow" in text_of(client.get("/settings/mail"))


@pytest.mark.parametrize("role", [Role.LEAD, Role.AGENT, Role.LIGHT])
def test_only_admins_set_mail_up(role):
    made = addresses.add_address(address="a@ottergrid.example", by=SYSTEM)
    client = Client()
    client.force_login(cast.staff("Noor Vale", role=role))
    for path in ("", "/addresses/new", f"/addresses/{made.pk}", "/checks/1"):
        assert client.get(f"/settings/mail{path}").status_code == 403
    for path in (f"/addresses/{made.pk}/removal", "/checks", "/keys", "/keys/1"):
        assert client.post(f"/settings/mail{path}").status_code == 403
    assert MailAddress.objects.exists()
