"""Mails that meet: two replies at once are both there, two copies of one are one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from clew.channels.email import addressing
from clew.channels.email.models import InboundMail
from clew.channels.email.tests.posting import heard, names, parsed, post
from clew.core.actors import SYSTEM
from clew.tickets.actions import set_status
from clew.tickets.models import Ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("our_address")]


def at_once(*mails):
    """Each in its own thread and transaction, begun together."""
    start = Barrier(len(mails))

    def file(mail):
        try:
            start.wait(timeout=10)
            with transaction.atomic():
                return post(mail).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(len(mails)) as threads:
        keys = list(threads.map(file, mails))
    return list(InboundMail.objects.filter(pk__in=keys).order_by("outcome"))


def test_mails_that_meet(transactional_db):
    """One test: emptying all tables between several would cost more than they do."""
    ticket = post().ticket
    to = names(addressing.reply_address(ticket.number))
    rows = at_once(parsed("One.", to=to), parsed("Two.", to=to))
    assert [each.outcome for each in rows] == ["reply", "reply"]
    assert set(heard(ticket)[1:]) == {"One.", "Two."}

    copy = parsed("Once only.", to=to)
    rows = at_once(copy, copy)
    assert [each.outcome for each in rows] == ["duplicate", "reply"]
    assert heard(ticket).count("Once only.") == 1

    set_status(ticket=ticket, status="solved", by=SYSTEM)
    Ticket.objects.filter(pk=ticket.pk).update(status="closed")
    again = [parsed(f"Again {each}.", to=to, subject="Re: Export stops") for each in range(2)]
    rows = at_once(*again)
    assert len({each.ticket_id for each in rows}) == 1
    assert rows[0].ticket_id != ticket.pk
    assert set(heard(rows[0].ticket)) == {"Again 0.", "Again 1."}
