"""The lane: one mail at a time in the whole installation, so that order holds; which is next."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import OperationalError, connection, transaction
from django.db.models import Q, QuerySet

from clew.channels.email.models import InboundMail
from clew.core import clock
from clew.core.lapsing import is_over

LEASE = timedelta(minutes=2)
KEY = 0x636C65772D6D61  # of the advisory lock; PostgreSQL lets it go when we die
WAITING = Q(outcome="") | Q(next_attempt_at__isnull=False)  # as the index says it


@contextmanager
def lane(*, wait: float = 60.0) -> Iterator[bool]:
    """Held for one mail, whoever waited longest first. False when ``wait`` seconds were over."""
    got = _hold(wait)
    try:
        yield got
    finally:
        if got:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [KEY])


def next_mail() -> InboundMail | None:
    """Live mail before backlog, each in its order; what waits for another attempt lets others by.

    The lane is ours, so a mail that says it is being read is one whose reader died. It is read
    again at once; when that ends the same way, others go first.
    """
    now = clock.now()
    due = Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=now)
    over = is_over("leased_until", LEASE)
    free = Q(leased_until__isnull=True) | over | Q(attempts__lte=1)
    found = waiting_mail().filter(due, free).select_related("mailbox")
    return found.order_by("is_backlog", "pk").first()


def waiting_mail() -> QuerySet[InboundMail]:
    return InboundMail.objects.filter(WAITING)


def _hold(wait: float) -> bool:
    """Trying first spares three statements; who waits in line already is not overtaken by it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [KEY])
        return bool(cursor.fetchone()[0]) or _wait_in_line(wait)


def _wait_in_line(wait: float) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            limit = f"{max(1, int(wait * 1000))}ms"
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [limit])
            cursor.execute("SELECT pg_advisory_lock(%s)", [KEY])
    except OperationalError as error:
        if "lock timeout" in str(error):
            return False
        raise
    return True
