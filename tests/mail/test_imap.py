"""Mailboxes read from a real IMAP server, while other programs use them too."""

import contextlib
import os
import time
from datetime import timedelta

import pytest
from django.db import connections

from clew.channels.email.imap import fetching, reader, waiting
from clew.channels.email.imap.readers import MailboxReaders
from clew.channels.email.models import InboundMail, Mailbox
from clew.core import clock
from clew.core.sealing import seal
from clew.people.models import Notification, Role
from tests import cast
from tests.mail.dovecot import PASSWORD, dovecot, letter

pytestmark = [pytest.mark.server, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def imap():
    with dovecot() as server:
        yield server


@pytest.fixture
def user(request):
    """A fresh mailbox for each test."""
    return request.node.name.replace("test_", "")[:60]


@contextlib.contextmanager
def reading():
    readers = MailboxReaders()
    readers.start()
    try:
        yield readers
    finally:
        readers.stop()
        connections.close_all()


def mailbox(server, user, **given):
    server.folder(user)
    now = clock.now()
    fields = {
        "name": user, "host": "127.0.0.1", "port": server.port, "security": "plain", "user": user,
        "password": seal(PASSWORD), "created_at": now, "changed_at": now,
    }  # fmt: skip
    return Mailbox.objects.create(**(fields | given))


def wait_until(true, within=15.0):
    deadline = time.monotonic() + within
    while not (found := true()):
        assert time.monotonic() < deadline, [
            *Mailbox.objects.values_list("name", "error", "uid_validity", "last_uid"),
            *InboundMail.objects.values_list("uid", "outcome"),
        ]
        time.sleep(0.02)
    return found


def subjects(**given):
    found = InboundMail.objects.filter(**given).order_by("pk").values_list("raw", flat=True)
    return [
        line[9:].decode()
        for raw in found
        for line in bytes(raw or b"").splitlines()
        if line.startswith(b"Subject: ")
    ]


def is_read(box):
    return Mailbox.objects.filter(pk=box.pk, checked_at__isnull=False, error="").exists()


def test_mail_comes_within_a_second_or_two(imap, user):
    with reading():
        box = mailbox(imap, user)
        wait_until(lambda: is_read(box))
        for name in ("one", "two"):
            began = time.monotonic()
            imap.deliver(user, letter(name))
            wait_until(lambda name=name: name in subjects(), within=5)
            assert time.monotonic() - began < 3
    assert subjects() == ["one", "two"]
    mail = InboundMail.objects.earliest("pk")
    assert (mail.source, mail.mailbox_id, mail.is_backlog) == ("imap", box.pk, False)
    assert abs(mail.received_at - clock.now()) < timedelta(seconds=20)


def test_other_programs_see_nothing_of_it_and_hide_nothing(imap, user):
    """It was read, flagged and moved about before we looked; nothing is changed by us."""
    box = mailbox(imap, user, imports_existing=True)
    for name in ("one", "two", "three"):
        imap.deliver(user, letter(name))
    with imap.client(user) as other:
        other.select_folder("INBOX")
        other.fetch([1, 2], ["BODY[]"])
        other.add_flags([2], [b"\\Flagged", b"\\Deleted"])
        before = other.fetch([1, 2, 3], ["FLAGS"])
        with reading():
            wait_until(lambda: len(subjects()) == 3)
            other.expunge()
            imap.deliver(user, letter("four"))
            wait_until(lambda: "four" in subjects())
        after = other.fetch([1, 3], ["FLAGS"])
        assert {uid: each[b"FLAGS"] for uid, each in after.items()} == {
            uid: before[uid][b"FLAGS"] for uid in (1, 3)
        }
    assert subjects() == ["one", "two", "three", "four"]
    box.refresh_from_db()
    assert box.last_uid == 4


def test_what_was_there_before_is_left_alone_and_what_came_since_is_not(imap, user):
    old = imap.deliver(user, letter("before"))
    os.utime(old, (time.time() - 3600,) * 2)
    box = mailbox(imap, user)
    imap.deliver(user, letter("since"))  # before anybody could look
    with reading():
        wait_until(lambda: is_read(box))
        with imap.client(user) as other:  # moved in by hand, with its old date
            other.append("INBOX", letter("moved in"), msg_time=clock.now() - timedelta(days=30))
        wait_until(lambda: "moved in" in subjects())
    assert subjects() == ["since", "moved in"]


def test_numbers_anew_lose_nothing_and_bring_nothing_old(imap, user):
    old = imap.deliver(user, letter("before"))
    os.utime(old, (time.time() - 3600,) * 2)
    box = mailbox(imap, user)
    with reading():
        wait_until(lambda: is_read(box))
        imap.deliver(user, letter("one"))
        wait_until(lambda: "one" in subjects())
        imap.stop()
        imap.renumber(user)
        imap.deliver(user, letter("two"))
        imap.start()
        wait_until(lambda: "two" in subjects())
        wait_until(lambda: is_read(box))
    # The first came by both numbers; processing knows it by its identity.
    assert sorted(subjects()) == ["one", "one", "two"]
    assert len(set(InboundMail.objects.values_list("digest", flat=True))) == 2


def test_one_that_cannot_be_had_does_not_stop_those_behind_it(imap, user, monkeypatch):
    """The server hands out all but one, as some do with what they cannot convert."""
    monkeypatch.setattr(reader, "PASSING", (0.05, 0.1))
    handed_out = fetching._bodies

    def all_but_the_second(client, uids):
        if 2 in uids:
            message = "UID FETCH failed: [SERVERBUG] cannot convert"
            raise client.Error(message)
        return handed_out(client, uids)

    monkeypatch.setattr(fetching, "_bodies", all_but_the_second)
    for name in ("one", "two"):
        imap.deliver(user, letter(name))
    imap.deliver(user, b"\x00\xff broken \r\n\r\n\x80\x81" + bytes(range(256)))
    imap.deliver(user, b"")
    imap.deliver(user, letter("five"))
    mailbox(imap, user, imports_existing=True)
    with reading():
        wait_until(lambda: "five" in subjects())
    rows = list(InboundMail.objects.order_by("uid").values_list("uid", "outcome", "reason"))
    assert rows == [(1, "", ""), (2, "failed", "unreadable"), (3, "", ""), (4, "", ""), (5, "", "")]
    refused = InboundMail.objects.get(uid=2)
    assert b"Subject: two" in bytes(refused.raw)
    assert "does not hand it out" in refused.said


def test_too_large_is_kept_by_its_beginning(imap, user, settings):
    settings.CLEW_MAX_MAIL_BYTES = 100_000
    imap.deliver(user, letter("huge", text="tea " * 50_000))
    imap.deliver(user, letter("small"))
    mailbox(imap, user, imports_existing=True)
    with reading():
        wait_until(lambda: "small" in subjects())
    huge = InboundMail.objects.get(uid=1)
    assert huge.reason == "too_large"
    assert huge.size > 200_000
    assert 0 < len(huge.raw) < 100_000
    assert huge.raw.startswith(letter("x")[:10])


def test_a_backlog_waits_behind_what_comes_now(imap, user, monkeypatch):
    monkeypatch.setattr(reader, "BACKLOG", 20)
    monkeypatch.setattr(fetching, "AT_ONCE", 5)
    for number in range(60):
        imap.deliver(user, letter(f"old {number}"))
    box = mailbox(imap, user, imports_existing=True)
    kept = fetching.fetched

    def slowly(client, piece):
        if InboundMail.objects.count() == 10:
            imap.deliver(user, letter("now"))
            time.sleep(1.1)
        return kept(client, piece)

    monkeypatch.setattr(fetching, "fetched", slowly)
    with reading():
        wait_until(lambda: len(subjects()) == 61, within=30)
        wait_until(lambda: Mailbox.objects.get(pk=box.pk).backlog_until == 0)
    order = subjects()
    assert order.index("now") <= 20
    assert [each for each in order if each != "now"] == [f"old {number}" for number in range(60)]
    assert subjects(is_backlog=False) == ["now"]


def test_two_mailboxes_and_a_server_that_cannot_idle(imap, user, monkeypatch):
    monkeypatch.setattr(waiting, "POLLED", 0.2)
    with dovecot(idles=False) as plain, reading():
        first, second = mailbox(imap, user), mailbox(plain, f"{user}-2")
        wait_until(lambda: is_read(first) and is_read(second))
        imap.deliver(first.user, letter("one"))
        plain.deliver(second.user, letter("two"))
        wait_until(lambda: len(subjects()) == 2)
    assert subjects(mailbox=first) == ["one"]
    assert subjects(mailbox=second) == ["two"]


def test_what_is_wrong_is_said_and_mended(imap, user, monkeypatch):
    boss = cast.staff("Ines Ortega", role=Role.ADMIN)
    box = mailbox(imap, user, password=seal("wrong"))
    with reading():
        wait_until(lambda: "refused the user name" in Mailbox.objects.get(pk=box.pk).error)
        since = Mailbox.objects.get(pk=box.pk).failing_since - timedelta(minutes=11)
        Mailbox.objects.filter(pk=box.pk).update(failing_since=since)
        wait_until(lambda: Notification.objects.filter(staff=boss).count() == 1)
        told = Notification.objects.get(staff=boss)
        assert f"“{box.name}” cannot be read" in told.text
        # An admin types the right one: followed at once, though the next attempt was far.
        values = {"password": seal(PASSWORD), "changed_at": clock.now()}
        Mailbox.objects.filter(pk=box.pk).update(**values)
        wait_until(lambda: is_read(box))
        wait_until(lambda: "read again" in Notification.objects.get(staff=boss).text)
        Mailbox.objects.filter(pk=box.pk).update(active=False, changed_at=clock.now())
        wait_until(lambda: Mailbox.objects.get(pk=box.pk).leased_by == "")
        imap.deliver(user, letter("while off"))
        Mailbox.objects.filter(pk=box.pk).update(active=True, changed_at=clock.now())
        wait_until(lambda: subjects() == ["while off"])


def test_one_process_reads_and_another_takes_over(imap, user):
    with reading() as first:
        box = mailbox(imap, user)
        wait_until(lambda: is_read(box))
        with reading() as second:
            owner = Mailbox.objects.get(pk=box.pk).leased_by
            time.sleep(1.5)
            assert Mailbox.objects.get(pk=box.pk).leased_by == owner == first._me
            first.stop()
            wait_until(lambda: Mailbox.objects.get(pk=box.pk).leased_by == second._me)
            imap.deliver(user, letter("still read"))
            wait_until(lambda: subjects() == ["still read"])
