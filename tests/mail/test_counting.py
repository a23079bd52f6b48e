"""What a real IMAP server has is compared with what we have, and fetched again."""

import os
import time

import pytest
from django.db import connections

from clew.channels.email.imap.readers import MailboxReaders
from clew.channels.email.models import InboundMail, Mailbox, MailDay
from clew.channels.email.received.reconciling import reconcile
from clew.core import clock
from clew.core.sealing import seal
from tests.mail.dovecot import PASSWORD, dovecot, letter

pytestmark = [pytest.mark.server, pytest.mark.django_db(transaction=True)]


def read(count):
    """Until there are so many."""
    readers, until = MailboxReaders(), time.monotonic() + 20
    readers.start()
    while InboundMail.objects.count() < count and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(0.2)  # and its mark has moved
    readers.stop()
    connections.close_all()


def test_what_was_lost_is_found_and_what_is_not_ours_is_left_alone():
    with dovecot() as server:
        old = server.deliver("ada", letter("before us"))
        os.utime(old, (time.time() - 3600,) * 2)
        now = clock.now()
        box = Mailbox.objects.create(
            name="ada", host="127.0.0.1", port=server.port, security="plain", user="ada",
            password=seal(PASSWORD), created_at=now, changed_at=now,
        )  # fmt: skip
        for name in ("one", "two", "three"):
            server.deliver("ada", letter(name))
        read(3)
        InboundMail.objects.earliest("uid").delete()
        assert reconcile() == []
        assert InboundMail.objects.count() == 3
        row = MailDay.objects.get(mailbox=box)
        assert (row.on_server, row.stored, row.missing) == (3, 3, 0)
        with server.client("ada") as other:
            other.select_folder("INBOX")
            other.delete_messages([2, 3])
            other.expunge()
        assert reconcile() == []
        row.refresh_from_db()
        assert (row.on_server, row.stored, row.missing) == (1, 3, 0)
    assert reconcile() == [], "no server, no proof"
