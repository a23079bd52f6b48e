"""Sending what waits, at least once: a turn of a few seconds, several requests under way at once.

A row is leased before it is sent; if the process dies, it is tried again when the lease ends.
"""

import time
from collections import Counter
from collections.abc import Callable, Collection
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from datetime import timedelta
from typing import Any

import httpx
from django.db import transaction
from django.db.models import F, Q, QuerySet

from clew.core import clock, facts
from clew.core.actors import SYSTEM
from clew.core.holding import is_held
from clew.core.jobs import stopping
from clew.core.lapsing import is_over
from clew.integrations.webhooks import outbox
from clew.integrations.webhooks.facts import EndpointGone
from clew.integrations.webhooks.models import DeliveryState, Endpoint, WebhookDelivery
from clew.integrations.webhooks.posting import Answer, post

LEASE = timedelta(minutes=2)
# Waits before attempts 2 to 8: a deployment, an evening, a day.
BACKOFF = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 300, 600, 1440)]
MAX_ATTEMPTS = len(BACKOFF) + 1
OPEN = [DeliveryState.WAITING, DeliveryState.FAILED]
TURN = 4.0  # seconds until other jobs get their turn
AT_ONCE = 16  # requests under way: endpoints that hang leave room for the others
AT_ONE = 8  # of them at an endpoint that was quick in this turn; at any other, one
SLOW = 2.0  # seconds; who takes longer is left out for the rest of the turn
LOOK = 0.5  # seconds until it looks again where there was nothing


def send_due() -> int:
    """For a turn's time, and then behind whoever else waits. Returns how many were tried."""
    if is_held():
        return 0
    with ThreadPoolExecutor(AT_ONCE, "webhooks") as pool:
        turn = Turn(pool)
        turn.run()
    if not stopping.is_set() and due(turn.failing).exists():
        outbox.send_soon()
    return turn.tried


def send_what_was_left() -> None:
    """For the schedule: by the same job as all the others, so that there is one at a time."""
    if not is_held() and due().exists():
        outbox.send_soon()


class Turn:
    """Requests are made in threads, so that a slow answer holds up nobody else's."""

    def __init__(self, pool: Executor) -> None:
        self.tried = 0
        self.failing: set[int] = set()  # endpoints; they are left for the next time
        self._slow: set[int] = set()
        self._quick: set[int] = set()
        self._pool = pool
        self._under_way: dict[Future[Answer], tuple[WebhookDelivery, float]] = {}
        self._until = time.monotonic() + TURN
        self._in_vain: set[int] = set()  # nothing was due but at these,
        self._look_at = 0.0  # so it looks again then

    def run(self) -> None:
        self._begin()
        while self._under_way:
            answered, _ = wait(self._under_way, LOOK, FIRST_COMPLETED)
            for each in answered:
                self._note(each)
            self._begin()

    def _begin(self) -> None:
        while self._may_begin() and (leased := self._next()):
            for each in leased:
                self._under_way[self._pool.submit(post, each)] = (each, time.monotonic())
            self.tried += len(leased)

    def _may_begin(self) -> bool:
        """While a slow answer keeps the job anyway, the others use its time."""
        if stopping.is_set() or len(self._under_way) >= AT_ONCE:
            return False
        now = time.monotonic()
        return now < self._until or any(now - began > SLOW for _, began in self._under_way.values())

    def _next(self) -> list[WebhookDelivery]:
        """Not to look in vain after each answer spares going over all that waits elsewhere."""
        busy = Counter(delivery.endpoint_id for delivery, _ in self._under_way.values())
        # Several are leased together when half of them are answered.
        but = {pk for pk, count in busy.items() if count > self._most(pk) // 2}
        but |= self._slow | self.failing
        if but >= self._in_vain and time.monotonic() < self._look_at:
            return []
        free = AT_ONCE - len(self._under_way)
        leased = lease_due(but, lambda pk: self._most(pk) - busy[pk], free)
        if not leased:
            self._in_vain, self._look_at = but, time.monotonic() + LOOK
        return leased

    def _most(self, endpoint: int) -> int:
        return AT_ONE if endpoint in self._quick else 1

    def _note(self, request: Future[Answer]) -> None:
        delivery, began = self._under_way.pop(request)
        answer = request.result()
        note(delivery, answer)
        took = time.monotonic() - began
        found = self.failing if answer.error else self._slow if took > SLOW else self._quick
        found.add(delivery.endpoint_id)


def due(but: Collection[int] = ()) -> QuerySet[WebhookDelivery]:
    """What nobody else sends now, of endpoints except those."""
    free = Q(leased_until=None) | is_over("leased_until", LEASE)
    live = Q(endpoint__active=True, endpoint__deleted_at=None)
    rows = WebhookDelivery.objects.filter(free, live, state__in=OPEN)
    return rows.filter(is_over("next_attempt_at", BACKOFF[-1])).exclude(endpoint__in=but)


def lease_due(but: Collection[int], room: Callable[[int], int], most: int) -> list[WebhookDelivery]:
    """What is due longest, and as much for an endpoint as there is ``room`` for."""
    leased: list[WebhookDelivery] = []
    taken: Counter[int] = Counter()
    with transaction.atomic():
        rows = due(but).select_for_update(skip_locked=True, of=("self",))
        for each in rows.select_related("endpoint").order_by("next_attempt_at", "pk")[:most]:
            if taken[each.endpoint_id] < room(each.endpoint_id):
                taken[each.endpoint_id] += 1
                each.attempts += 1
                leased.append(each)
        mine = WebhookDelivery.objects.filter(pk__in=[each.pk for each in leased])
        mine.update(leased_until=clock.now() + LEASE, attempts=F("attempts") + 1)
    return leased


def note(delivery: WebhookDelivery, answer: Answer) -> None:
    """What came of it, unless somebody else delivered it while our lease was over."""
    if answer.status == httpx.codes.GONE:
        _switch_off(delivery.endpoint)
    at = clock.now()
    values: dict[str, Any] = {
        "status": answer.status,
        "answer": answer.beginning,
        "error": answer.error[:1000],
        "leased_until": None,
    }
    if not answer.error:
        values |= {"state": DeliveryState.SENT, "sent_at": at}
    elif delivery.attempts >= MAX_ATTEMPTS:
        values |= {"state": DeliveryState.DEAD}
    else:
        again = at + BACKOFF[delivery.attempts - 1]
        values |= {"state": DeliveryState.FAILED, "next_attempt_at": again}
    held = WebhookDelivery.objects.filter(pk=delivery.pk).exclude(state=DeliveryState.SENT)
    held.update(**values)


def _switch_off(endpoint: Endpoint) -> None:
    """410: whoever is there wants no more."""
    with transaction.atomic():
        if Endpoint.objects.filter(pk=endpoint.pk, active=True).update(active=False):
            outbox.forget()
            fact = EndpointGone(endpoint_id=endpoint.pk, endpoint=endpoint.name)
            facts.record(fact, by=SYSTEM)
