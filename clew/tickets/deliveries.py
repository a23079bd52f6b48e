"""Sending what waits in the outbox: at least once, and never again after success.

A row is leased before it is sent. If the process dies between sending and marking, the row
is tried again when the lease ends, under the same stable id.
"""

from contextlib import ExitStack
from datetime import datetime, timedelta
from importlib.resources import files

import structlog
from django.db import connection, transaction
from django.db.models import Q

from clew.core import clock, options
from clew.core.actors import SYSTEM
from clew.core.holding import is_held
from clew.core.lapsing import is_over
from clew.tickets.actions.deliveries import record_delivery
from clew.tickets.channels import (
    Batching,
    DeliveryError,
    NotYetError,
    channel_named,
    channels,
)
from clew.tickets.models import Delivery, DeliveryState

LEASE = timedelta(minutes=5)  # a channel must give up sooner than this
# Waits before attempts 2 to 8: a mail server's bad minute, then its bad night.
BACKOFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720)]
MAX_ATTEMPTS = len(BACKOFF) + 1
BATCH = 500  # rows a job sends before it leaves the rest to the next
_SPREAD = files("clew.tickets").joinpath("sql/spread_deliveries.sql").read_text()
log = structlog.get_logger(__name__)


def send_due() -> int:
    """Send every row that is due. Returns how many were tried."""
    if is_held():
        return 0
    with ExitStack() as batches, options.remembered():
        for channel in channels():
            if isinstance(channel, Batching):
                batches.enter_context(channel.batch())
        for count in range(BATCH):
            delivery = lease_next()
            if delivery is None:
                return count
            send(delivery)
    return BATCH


def lease_next() -> Delivery | None:
    """The row that is due longest and that nobody else holds, held for us from now on."""
    at = clock.now()
    free = Q(leased_until__isnull=True) | is_over("leased_until", LEASE)
    failed = Q(state=DeliveryState.FAILED) & is_over("next_attempt_at", BACKOFF[-1])
    with transaction.atomic():
        delivery = (
            Delivery.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("message__ticket__requester", "message__staff")
            .filter(
                free,
                Q(next_attempt_at__lte=at) | failed,
                state__in=[DeliveryState.WAITING, DeliveryState.FAILED],
            )
            .order_by("next_attempt_at", "pk")
            .first()
        )
        if delivery is not None:
            delivery.leased_until = at + LEASE
            delivery.attempts += 1
            delivery.save(update_fields=["leased_until", "attempts"])
    return delivery


def send(delivery: Delivery) -> None:
    """One attempt of a leased row, and what came of it."""
    try:
        channel_named(delivery.channel).deliver(delivery)
    except NotYetError as error:
        _postpone(delivery, error.until)
    except DeliveryError as error:
        _failed(delivery, str(error), permanent=error.permanent)
    except Exception as error:  # a fault of ours must not stop the rows behind it
        log.exception("delivery.fault", delivery=delivery.pk)
        _failed(delivery, f"{type(error).__name__}: {error}", permanent=False)
    else:
        _mark(delivery, DeliveryState.SENT, error="", sent_at=clock.now())


def _failed(delivery: Delivery, error: str, *, permanent: bool) -> None:
    if permanent or delivery.attempts >= MAX_ATTEMPTS:
        _mark(delivery, DeliveryState.DEAD, error=error)
    else:
        again = clock.now() + BACKOFF[delivery.attempts - 1]
        _mark(delivery, DeliveryState.FAILED, error=error, next_attempt_at=again)


def _postpone(delivery: Delivery, until: datetime) -> None:
    """As if it had not been tried; nobody is told."""
    delivery.attempts -= 1
    delivery.leased_until, delivery.next_attempt_at = None, until
    delivery.save(update_fields=["attempts", "leased_until", "next_attempt_at"])


def spread(*, channel: str, domain: str, until: datetime, per_minute: int) -> None:
    """Let what is due to addresses of a domain wait its turn, in one statement.

    Otherwise each of thousands would be leased, every minute, only to hear that it must wait.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _SPREAD,
            {
                "channel": channel,
                "domain": domain,
                "until": until,
                "per_minute": per_minute,
                "now": clock.now(),
            },
        )


def _mark(delivery: Delivery, state: str, *, error: str, **changes: datetime) -> None:
    """Unless somebody else marked it as sent while our lease was over."""
    with transaction.atomic():
        held = Delivery.objects.filter(pk=delivery.pk).exclude(state=DeliveryState.SENT)
        values = {"state": state, "error": error[:2000], "leased_until": None, **changes}
        if held.update(**values):
            for name, value in values.items():
                setattr(delivery, name, value)
            record_delivery(delivery, by=SYSTEM)


def stuck_delivery_count() -> int:
    """Replies that were given up and wait for somebody to try again."""
    return Delivery.objects.filter(state=DeliveryState.DEAD).count()
