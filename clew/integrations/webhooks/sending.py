"""Sending what waits: signed by Standard Webhooks, at least once, each attempt with the same id.

A row is leased before it is sent; if the process dies, it is tried again when the lease ends. The
request goes to the address that was checked, follows no redirect, and is over in a few seconds.
"""

import asyncio
import json
from datetime import timedelta
from typing import Any

import httpx
import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from standardwebhooks import Webhook

from clew.core import clock, facts
from clew.core.actors import SYSTEM
from clew.core.holding import is_held
from clew.core.lapsing import is_over
from clew.core.outgoing import RefusedError, web_client, web_request
from clew.integrations.webhooks import outbox
from clew.integrations.webhooks.facts import EndpointGone
from clew.integrations.webhooks.models import DeliveryState, Endpoint, WebhookDelivery

LEASE = timedelta(minutes=2)
SECONDS = 10.0  # for all of one request
# Waits before attempts 2 to 8: a deployment, an evening, a day.
BACKOFF = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 300, 600, 1440)]
MAX_ATTEMPTS = len(BACKOFF) + 1
BATCH = 200  # rows a job sends before it leaves the rest to the next
MAX_ANSWER = 1000  # bytes that are kept
OPEN = [DeliveryState.WAITING, DeliveryState.FAILED]
log = structlog.get_logger(__name__)


def send_due() -> int:
    """Returns how many were tried. An endpoint that fails is left for the next time."""
    if is_held():
        return 0
    failing: set[int] = set()
    for count in range(BATCH):
        delivery = lease_next(failing)
        if delivery is None:
            return count
        if not send(delivery):
            failing.add(delivery.endpoint_id)
    return BATCH


def lease_next(but: set[int]) -> WebhookDelivery | None:
    at = clock.now()
    free = Q(leased_until=None) | is_over("leased_until", LEASE)
    live = Q(endpoint__active=True, endpoint__deleted_at=None)
    with transaction.atomic():
        rows = WebhookDelivery.objects.select_for_update(skip_locked=True, of=("self",))
        due = rows.select_related("endpoint").filter(free, live, state__in=OPEN)
        due = due.filter(is_over("next_attempt_at", BACKOFF[-1])).exclude(endpoint__in=but)
        delivery = due.order_by("next_attempt_at", "pk").first()
        if delivery is not None:
            delivery.leased_until = at + LEASE
            delivery.attempts += 1
            delivery.save(update_fields=["leased_until", "attempts"])
    return delivery


def send(delivery: WebhookDelivery) -> bool:
    """One attempt of a leased row, and what came of it."""
    status, answer, error = None, "", ""
    try:
        status, answer = asyncio.run(_post(delivery))
    except (RefusedError, httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as fault:
        error = str(fault) or type(fault).__name__
    except TimeoutError:
        error = f"No answer within {SECONDS:.0f} seconds."
    if status is not None and not httpx.codes.is_success(status):
        error = f"It answered {status}."
    if status == httpx.codes.GONE:
        _switch_off(delivery.endpoint)
    _mark(delivery, status, answer, error)
    return not error


async def _post(delivery: WebhookDelivery) -> tuple[int, str]:
    body = json.dumps(delivery.payload)  # of any number that PostgreSQL keeps
    url = httpx.URL(delivery.endpoint.url)
    headers = _headers(delivery, body)
    async with asyncio.timeout(SECONDS), web_client(SECONDS) as client:
        request = await asyncio.to_thread(
            web_request, "POST", url, settings.CLEW_WEBHOOKS_TO, headers, body
        )
        response = await client.send(request, stream=True)
        try:
            return response.status_code, await _beginning(response)
        finally:
            await response.aclose()


def _headers(delivery: WebhookDelivery, body: str) -> dict[str, str]:
    at = clock.now()
    stable = f"msg_{delivery.stable_id.hex}"
    return {
        "Content-Type": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": "Clew (webhooks)",
        "webhook-id": stable,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(delivery.endpoint.secret).sign(stable, at, body),
    }


async def _beginning(response: httpx.Response) -> str:
    """As it came: unpacked, a few kilobytes may be gigabytes."""
    read = b""
    async for part in response.aiter_raw(MAX_ANSWER):
        read += part
        if len(read) >= MAX_ANSWER:
            break
    return read[:MAX_ANSWER].decode(errors="replace").replace("\x00", "")


def _mark(delivery: WebhookDelivery, status: int | None, answer: str, error: str) -> None:
    """Unless somebody else marked it as delivered while our lease was over."""
    at = clock.now()
    values: dict[str, Any] = {
        "status": status,
        "answer": answer,
        "error": error[:1000],
        "leased_until": None,
    }
    if not error:
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
