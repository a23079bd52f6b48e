import pytest
from django.test import Client

from clew.channels.email import addressing
from clew.channels.email.mailboxes.actions import add_mailbox, remove_mailbox
from clew.channels.email.models import Mailbox
from clew.core.actors import SYSTEM
from clew.core.facts import facts_about
from clew.core.sealing import unseal
from clew.people.models import Role
from clew.web.settings.audit_words import sentence
from tests import cast
from tests.programs import caller
from tests.serving import free_port

pytestmark = pytest.mark.django_db
PAGE = "/settings/mail/mailboxes"
TYPED = {
    "host": "imap.kiln.example", "port": "993", "security": "tls", "user": "help@kiln.example",
    "password": "kiln-secret-seven", "folder": "INBOX", "name": "Help", "team": "",
}  # fmt: skip


@pytest.fixture
def client():
    client = Client()
    client.force_login(cast.staff("Ines Ortega", role=Role.ADMIN))
    return client


def kept(**given):
    plain = {"host": "imap.kiln.example", "user": "help@kiln.example", "password": "secret one"}
    return add_mailbox(by=SYSTEM, **(plain | given))


def text_of(response) -> str:
    return response.content.decode()


def test_one_is_added_and_its_password_is_never_shown(client):
    assert "No mailbox is read yet" in text_of(client.get(PAGE))
    assert client.post(f"{PAGE}/new", TYPED).status_code == 302
    made = Mailbox.objects.get()
    assert (made.name, made.port, made.active) == ("Help", 993, True)
    assert made.password != TYPED["password"] == unseal(made.password)
    for path in (PAGE, f"{PAGE}/{made.pk}"):
        page = text_of(client.get(path))
        assert "help@kiln.example" in page
        assert TYPED["password"] not in page
        assert made.password not in page
    said = [each.fact for each in facts_about(f"mailbox/{made.pk}")]
    assert TYPED["password"] not in repr(said)
    assert sentence(said[0].name, vars(said[0])) == (
        "Added the mailbox “Help”: help@kiln.example on imap.kiln.example:993, INBOX"
    )


def test_what_is_wrong_is_said_and_what_was_typed_stays(client):
    wrong = {"port": "0", "host": "https://imap.kiln.example/x", "password": "typed"}
    page = text_of(client.post(f"{PAGE}/new", TYPED | wrong))
    assert "https://imap.kiln.example/x" in page
    assert "greater than or equal to 1" in page
    assert "typed" not in page
    page = text_of(client.post(f"{PAGE}/new", TYPED | {"host": "a/b"}))
    assert "Write only the name or the number of the server." in page
    page = text_of(client.post(f"{PAGE}/new", TYPED | {"password": ""}))
    assert "Write its password." in page
    assert not Mailbox.objects.exists()


def test_the_same_folder_is_not_read_twice(client):
    kept(name="Help")
    assert "read already, as “Help”" in text_of(client.post(f"{PAGE}/new", TYPED))


def test_a_kept_password_does_not_go_to_another_server(client):
    made = kept()
    path = f"{PAGE}/{made.pk}"
    client.post(path, TYPED | {"password": "", "name": "Desk"})
    made.refresh_from_db()
    assert (made.name, unseal(made.password)) == ("Desk", "secret one")
    moved = TYPED | {"password": "", "host": "imap.elsewhere.example", "kept": made.pk}
    assert "Write the password again" in text_of(client.post(path, moved))
    assert "Write the password to try it." in text_of(client.post(f"{PAGE}/trial", moved))
    made.refresh_from_db()
    assert made.host == "imap.kiln.example"


def test_another_folder_is_read_from_its_beginning(client):
    made = kept()
    Mailbox.objects.update(uid_validity=7, last_uid=40)
    client.post(f"{PAGE}/{made.pk}", TYPED | {"password": "", "name": "Other"})
    assert Mailbox.objects.get().uid_validity == 7
    client.post(f"{PAGE}/{made.pk}", TYPED | {"password": "", "folder": "Support"})
    assert Mailbox.objects.get().uid_validity is None


def test_it_is_turned_off_removed_and_brought_back(client):
    made = kept(name="Help")
    client.post(f"{PAGE}/{made.pk}/active")
    assert "Off" in text_of(client.get(PAGE))
    answer = client.post(f"{PAGE}/{made.pk}/removal", follow=True)
    assert "Undo" in text_of(answer)
    assert client.get(f"{PAGE}/{made.pk}").status_code == 404
    client.post(f"{PAGE}/{made.pk}/restoration")
    client.post(f"{PAGE}/{made.pk}/active", {"on": "1"})
    assert Mailbox.objects.filter(active=True, deleted_at=None).exists()
    said = [sentence(each.fact.name, vars(each.fact)) for each in facts_about(f"mailbox/{made.pk}")]
    assert said[1:] == [
        "Turned the mailbox “Help” off",
        "Removed the mailbox “Help”",
        "Brought back the mailbox “Help”",
        "Turned the mailbox “Help” on",
    ]


def test_failing_says_why_in_the_list(client):
    made = kept()
    Mailbox.objects.update(
        error="Nothing answers at imap.kiln.example:993.", failing_since=made.created_at
    )
    page = text_of(client.get(PAGE))
    assert "Failing" in page
    assert "Nothing answers" in page


def test_trying_says_what_is_wrong(client):
    port = free_port()
    nobody = TYPED | {"host": "127.0.0.1", "port": port, "security": "plain"}
    page = text_of(client.post(f"{PAGE}/trial", nobody))
    assert f"Nothing answers at 127.0.0.1:{port}" in page
    page = text_of(client.post(f"{PAGE}/trial", TYPED | {"host": "no-such-host.invalid"}))
    assert "There is no server called “no-such-host.invalid”" in page
    assert "Write the name of the server" in text_of(client.post(f"{PAGE}/trial", {"port": 1}))
    assert not Mailbox.objects.exists()


def test_only_admins(client):
    made = kept()
    stranger = Client()
    stranger.force_login(cast.staff("Jonas Lindgren", role=Role.AGENT))
    for path in (PAGE, f"{PAGE}/new", f"{PAGE}/{made.pk}"):
        assert stranger.get(path).status_code == 403
    for path in (f"{PAGE}/trial", f"{PAGE}/{made.pk}/removal", f"{PAGE}/{made.pk}/active"):
        assert stranger.post(path, TYPED).status_code == 403
    assert Mailbox.objects.filter(deleted_at=None, active=True).exists()


def test_over_the_api():
    admin, agent = caller("admin"), caller("agent")
    given = {"host": "imap.kiln.example", "user": "help@kiln.example", "password": "kiln-secret"}
    assert agent.get("/mailboxes").status_code == 403
    assert agent.post("/mailboxes", given).status_code == 403
    made = admin.post("/mailboxes", given)
    assert made.status_code == 201, made.content
    assert "kiln-secret" not in made.content.decode()
    path = f"/mailboxes/{made.json()['id']}"
    assert admin.patch(path, {"host": "b.kiln.example"}).status_code == 422
    changed = admin.patch(path, {"folder": "Support", "active": False}).json()
    assert (changed["folder"], changed["active"], changed["connected"]) == ("Support", False, False)
    assert [each["id"] for each in admin.get("/mailboxes").json()["items"]] == [changed["id"]]
    assert admin.post(path, method="delete").status_code == 204
    assert admin.get(path).status_code == 404


def test_the_address_of_a_mailbox_is_ours_unless_somebody_of_staff_has_it():
    cast.staff("Noor Haddad")
    addressing.our_addresses.forget()
    kept(user="Noor@clew.example", folder="Support")
    made = kept(user="Help@kiln.example")
    assert addressing.is_ours("help+shop@kiln.example")
    assert not addressing.is_ours("noor@clew.example")
    remove_mailbox(mailbox=made, by=SYSTEM)
    assert not addressing.is_ours("help@kiln.example")
