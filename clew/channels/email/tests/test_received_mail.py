"""Every mail is accounted for, and admins see which became what and why."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from clew.channels.email.intake.storing import store
from clew.channels.email.models import InboundMail, Mailbox, MailDay
from clew.channels.email.received import figures, reconciling
from clew.channels.email.received.account import account_for
from clew.channels.email.received.accounting import Counts, counted, today, without_bytes
from clew.channels.email.received.asking import RECONCILING, count_again
from clew.channels.email.received.reconciling import reconcile
from clew.channels.email.vocabulary import FILED, REASONS, Outcome
from clew.core import clock
from clew.core.actors import Actor
from clew.people.models import Notification, Role
from clew.tickets.models import MessageOriginal
from clew.tickets.originals import Original, keep_original
from tests import cast

pytestmark = pytest.mark.django_db
NEXT = count(1)
RAW = b"From: Ada <ada@heron.example>\r\nSubject: Export fails\r\n\r\nSince <b>noon</b>.\r\n"


@pytest.fixture
def admin(db):
    return cast.staff("Maya", role=Role.ADMIN)


@pytest.fixture
def box(db):
    at = clock.now()
    return Mailbox.objects.create(
        name="Help", host="mx.heron.example", user="x", password="", created_at=at, changed_at=at,
        uid_validity=7, last_uid=100,
    )  # fmt: skip


@pytest.fixture
def server(monkeypatch):
    """What mail servers have in these tests, and what they hand out when asked again."""
    told = Server()
    monkeypatch.setattr(reconciling, "on_server", told.on_server)
    monkeypatch.setattr(reconciling, "fetch_again", told.fetch_again)
    return told


class Server:
    def __init__(self):
        self.uids, self.hands_out, self.down = {}, True, False

    def on_server(self, mailbox):
        if self.down:
            raise OSError("nobody answers")
        return self.uids

    def fetch_again(self, mailbox, uids):
        for uid in uids if self.hands_out else ():
            came(mailbox=mailbox, uid=uid)
        return len(uids)


def came(outcome="", *, days=0, mailbox=None, uid=None, **more):
    place = {"mailbox": mailbox, "uid": uid, "uid_validity": 7} if mailbox else {}
    source = "imap" if mailbox else "smtp"
    mail = store(RAW, source=source, received_at=clock.now() - timedelta(days=days), **place)
    for name, value in {"outcome": outcome, **more}.items():
        setattr(mail, name, value)
    mail.identity = f"{next(NEXT)}"
    mail.save()
    return mail


def filed(ticket, *, moved=True):
    message = ticket.messages.earliest("pk")
    mail = came("ticket", ticket=ticket, message=message, subject="Export fails", header_id="a@b")
    if moved:
        keep_original(message, Original.mail(RAW))
        InboundMail.objects.filter(pk=mail.pk).update(raw=None)
    return mail


def test_every_outcome_is_counted_and_the_sums_add_up(box):
    for outcome in ("", *Outcome.values):
        came(outcome)
        came(outcome, days=1)
    came("reply", mailbox=box, uid=1)
    came("ticket", days=20)
    counts = counted()
    each_once = Counts(
        stored=7, parsed=5, ticketed=1, replies=1, suppressed=1, quarantined=1, duplicates=1,
        failed=1, waiting=1,
    )  # fmt: skip
    assert counts == {
        (today(), None): each_once,
        (today() - timedelta(days=1), None): each_once,
        (today(), box.pk): Counts(stored=1, parsed=1, replies=1),
    }
    assert all(each.add_up for each in counts.values())


def test_an_outcome_that_no_column_has_does_not_add_up():
    came("vanished")
    assert not counted()[today(), None].add_up


def test_what_is_missing_is_fetched_again_by_itself(box, server, admin):
    came("ticket", mailbox=box, uid=1)
    server.uids = {today(): {1, 2, 3}}
    assert reconcile() == []
    row = MailDay.objects.get(mailbox=box)
    assert (row.on_server, row.stored, row.missing) == (3, 3, 0)
    assert not Notification.objects.exists()


def test_what_stays_missing_is_told_once_and_shown_in_red(box, server, admin, client):
    cast.staff("Noor")
    came("ticket", mailbox=box, uid=1)
    server.uids, server.hands_out = {today(): {1, 2, 3}}, False
    (wrong,) = reconcile()
    reconcile()
    assert (wrong.mailbox, wrong.missing) == (box, 2)
    told = Notification.objects.get()
    assert (told.staff, told.count) == (admin, 1)
    assert told.text.startswith("2 mails are on the server and not here")
    client.force_login(admin)
    page = client.get("/settings/mail/received").content.decode()
    assert "2 mails on the server are not here" in page
    assert 'data-state="wrong"' in page
    assert "Fetch again" in page
    server.hands_out = True
    assert reconcile() == []
    assert account_for(admin).is_right


def test_a_server_that_does_not_answer_is_no_proof_of_anything(box, server):
    came("ticket", mailbox=box, uid=1)
    server.down = True
    assert reconcile() == []
    assert MailDay.objects.get().on_server is None


def test_a_mail_of_long_ago_that_is_missing_counts_too(box, server):
    server.uids, server.hands_out = {today() - timedelta(days=100): {5}}, False
    (wrong,) = reconcile()
    assert wrong.missing == 1


def test_bytes_that_are_nowhere_are_noticed(admin):
    filed(cast.ticket())
    assert without_bytes() == 0
    filed(cast.ticket("Another"))
    MessageOriginal.objects.latest("pk").delete()
    assert without_bytes() == 1
    assert not account_for(admin).is_right


def test_figures_for_whoever_watches(client):
    came("ticket")
    came(days=1)
    came("failed")
    assert figures.by_outcome() | {"ticket": 1, "waiting": 1, "failed": 1} == figures.by_outcome()
    assert figures.waiting().count == 1
    assert figures.waiting().oldest > timedelta(hours=23)
    assert figures.failed() == 1
    text = client.get("/metrics").content.decode()
    assert 'clew_mail_received{outcome="failed"} 1.0' in text


def test_the_list_is_found_by_what_one_remembers(client, admin, box):
    mine = came("suppressed", reason="own_loop", subject="Loop", from_address="ada@heron.example")
    came("ticket", mailbox=box, uid=1, subject="Export", header_id="x1@heron.example")
    old = came("failed", days=3, reason="fault", subject="Broken")
    client.force_login(admin)

    def found(**asked):
        page = client.get("/settings/mail/received", asked).content.decode()
        return [word for word in ("Loop", "Export", "Broken") if f">{word}</a>" in page]

    assert found() == ["Loop", "Export", "Broken"]
    assert found(outcome="failed") == ["Broken"]
    assert found(reason="own_loop") == ["Loop"]
    assert found(mailbox=box.pk) == ["Export"]
    assert found(day=str(old.received_at.astimezone(UTC).date())) == ["Broken"]
    assert found(q="ADA@heron") == ["Loop"]
    assert found(q="<x1@heron.example>") == ["Export"]
    assert found(q="nothing like it") == []
    assert found(outcome="no", reason="such", mailbox="x", day="y") == ["Loop", "Export", "Broken"]
    assert (
        "20 · Our own mail came back"
        in client.get(f"/settings/mail/received/{mine.pk}").content.decode()
    )


def test_pages_go_on_where_the_last_one_ended(client, admin):
    same = datetime(2026, 11, 20, 12, tzinfo=UTC)
    for number in range(60):
        mail = came("suppressed", subject=f"Mail {number:02}")
        InboundMail.objects.filter(pk=mail.pk).update(received_at=same)
    client.force_login(admin)
    first = client.get("/settings/mail/received")
    older = first.context["older"]
    second = client.get(f"/settings/mail/received?{older}")
    seen = [mail.subject for page in (first, second) for mail in page.context["page"].mails]
    assert seen == [f"Mail {number:02}" for number in reversed(range(60))]
    assert second.context["older"] == ""
    for junk in ("x", "1_", "_1", "nan_1", "1e400_2", "9" * 400):
        assert client.get("/settings/mail/received", {"before": junk}).status_code == 200


def test_a_mail_opens_with_its_fate_its_text_and_its_bytes(client, admin):
    mail = filed(cast.ticket("Export fails"))
    client.force_login(admin)
    page = client.get(f"/settings/mail/received/{mail.pk}").content.decode()
    assert f"#{mail.ticket.number}" in page
    assert "Since &lt;b&gt;noon&lt;/b&gt;." in page
    raw = client.get(f"/settings/mail/received/{mail.pk}/raw")
    assert raw.content == RAW
    assert raw.headers["Content-Type"].startswith("text/plain")
    assert raw.headers["Content-Security-Policy"].startswith("sandbox")
    assert raw.headers["X-Content-Type-Options"] == "nosniff"


def test_failed_mail_is_read_again_on_the_page(client, admin):
    mail = came("failed", reason="fault", said="KeyError: 'x'", attempts=5)
    client.force_login(admin)
    page = client.get(f"/settings/mail/received/{mail.pk}").content.decode()
    assert "KeyError: &#x27;x&#x27;" in page
    client.post(f"/settings/mail/received/{mail.pk}/replay")
    mail.refresh_from_db()
    assert (mail.attempts, mail.next_attempt_at is not None) == (0, True)
    other = came("failed", reason="unreadable")
    assert "1 failed: could not be read." in client.get("/settings/mail/received").content.decode()
    client.post("/settings/mail/received/replay", {"reason": "unreadable"})
    other.refresh_from_db()
    assert other.next_attempt_at is not None


def test_counting_again_waits_for_no_server(client, admin):
    client.force_login(admin)
    client.post("/settings/mail/received/count")
    client.post("/settings/mail/received/count")
    assert ProcrastinateJob.objects.filter(task_name=RECONCILING).count() == 1


@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD, Role.LIGHT])
def test_others_neither_see_nor_do_anything(role):
    stranger = cast.staff("Noor", role=role)
    mail = came("failed", reason="fault", subject="Kestrel")
    client = Client()
    client.force_login(stranger)
    for path in ("", f"/{mail.pk}", f"/{mail.pk}/raw"):
        response = client.get(f"/settings/mail/received{path}")
        assert response.status_code == 403
        assert b"Kestrel" not in response.content
    for path in (f"/{mail.pk}/replay", "/replay", "/count"):
        assert client.post(f"/settings/mail/received{path}").status_code == 403
    mail.refresh_from_db()
    assert mail.next_attempt_at is None
    assert account_for(stranger) is None
    with pytest.raises(PermissionDenied):
        count_again(by=Actor.staff(stranger))


def test_every_reason_has_a_number_of_its_own():
    numbers = [reason.number for reason in REASONS.values()]
    assert len(set(numbers)) == len(numbers)
    assert set(FILED) <= set(Outcome)
