"""Sending what waits in the outbox: at least once, and never again after success.

Rows are leased before they are sent, several at once. If the process dies between sending and
marking, a row is tried again when the lease ends, under the same stable id.
"""

from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from importlib.resources import files

import structlog
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from clew.core import clock, options
from clew.core.holding import is_held
from clew.core.jobs import stopping
from clew.core.lapsing import is_over
from clew.core.turns import Patience
from clew.tickets.channels import Batching, DeliveryError, channel_named, channels
from clew.tickets.delivery_outcomes import Outcome, Outcomes
from clew.tickets.models import Delivery, DeliveryState

LEASE = timedelta(minutes=5)  # a channel must give up sooner than this
ENOUGH = LEASE / 2  # of the lease must be left for what is begun
# Waits before attempts 2 to 8: a mail server's bad minute, then its bad night.
BACKOFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720)]
MAX_ATTEMPTS = len(BACKOFF) + 1
BATCH = 500  # rows a job sends before it leaves the rest to the next
AT_ONCE = 20  # rows that are leased together
PATIENCE = 6.0  # how long it waits for pages, as a share of how long it worked
_SPREAD = files("clew.tickets").joinpath("sql/spread_deliveries.sql").read_text()
log = structlog.get_logger(__name__)


def send_due(*, more_waits: Callable[[], object] | None = None) -> int:
    """Send every row that is due. Returns how many were tried.

    ``more_waits`` is called when there is enough for somebody else to help.
    """
    if is_held():
        return 0
    tried = taken = 0
    with ExitStack() as batches, options.remembered():
        for channel in channels():
            if isinstance(channel, Batching):
                batches.enter_context(channel.batch())
        while taken < BATCH and not stopping.is_set():
            leased = lease_due()
            if more_waits and len(leased) == AT_ONCE:
                more_waits()
            count = _send(leased)
            tried += count
            taken += len(leased)
            if count == len(leased) < AT_ONCE:
                break
    return tried


def lease_due() -> list[Delivery]:
    """The rows that are due longest and that nobody else holds, held for us from now on."""
    at = clock.now()
    free = Q(leased_until__isnull=True) | is_over("leased_until", LEASE)
    failed = Q(state=DeliveryState.FAILED) & is_over("next_attempt_at", BACKOFF[-1])
    with transaction.atomic():
        due = list(
            Delivery.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("message__ticket__requester", "message__staff")
            .filter(
                free,
                Q(next_attempt_at__lte=at) | failed,
                state__in=[DeliveryState.WAITING, DeliveryState.FAILED],
            )
            .order_by("next_attempt_at", "pk")[:AT_ONCE]
        )
        for each in due:
            each.leased_until = at + LEASE
            each.attempts += 1
        if due:
            _these(due).update(leased_until=at + LEASE, attempts=F("attempts") + 1)
    return due


def _send(leased: Sequence[Delivery]) -> int:
    """How many of them were tried."""
    ready = _prepared(leased)
    patience = Patience(PATIENCE)
    with Outcomes() as outcomes:
        for count, delivery in enumerate(ready):
            if stopping.is_set() or _ends_soon(delivery):
                give_back(ready[count:])
                return count
            outcomes.add(_tried(delivery))
            patience.let_pages_go()
    return len(ready)


def _ends_soon(leased: Delivery) -> bool:
    return leased.leased_until is not None and leased.leased_until - clock.now() < ENOUGH


def _prepared(leased: Sequence[Delivery]) -> list[Delivery]:
    """Those whose turn it is, in the order in which they are due."""
    waiting = list(leased)
    for channel in channels():
        own = [each for each in waiting if each.channel == channel.name]
        if own and isinstance(channel, Batching):
            ready = {each.pk for each in channel.prepared(own)}
            waiting = [each for each in waiting if each not in own or each.pk in ready]
    return waiting


def _tried(delivery: Delivery) -> Outcome:
    """One attempt of a leased row."""
    try:
        channel_named(delivery.channel).deliver(delivery)
    except DeliveryError as error:
        return _failed(delivery, str(error), permanent=error.permanent)
    except Exception as error:  # a fault of ours must not stop the rows behind it
        log.exception("delivery.fault", delivery=delivery.pk)
        return _failed(delivery, f"{type(error).__name__}: {error}", permanent=False)
    return Outcome(delivery, DeliveryState.SENT, sent_at=clock.now())


def _failed(delivery: Delivery, error: str, *, permanent: bool) -> Outcome:
    if permanent or delivery.attempts >= MAX_ATTEMPTS:
        return Outcome(delivery, DeliveryState.DEAD, error)
    again = clock.now() + BACKOFF[delivery.attempts - 1]
    return Outcome(delivery, DeliveryState.FAILED, error, next_attempt_at=again)


def give_back(deliveries: Collection[Delivery]) -> None:
    """As if they had not been leased; nobody is told."""
    _these(deliveries).update(leased_until=None, attempts=F("attempts") - 1)


def forget_leases() -> None:
    """When nobody can be sending: after a crash, before anything is sent."""
    Delivery.objects.filter(
        state__in=[DeliveryState.WAITING, DeliveryState.FAILED], leased_until__isnull=False
    ).update(leased_until=None)


def _these(deliveries: Collection[Delivery]) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk__in=[each.pk for each in deliveries])


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


def stuck_delivery_count() -> int:
    """Replies that were given up and wait for somebody to try again."""
    return Delivery.objects.filter(state=DeliveryState.DEAD).count()
