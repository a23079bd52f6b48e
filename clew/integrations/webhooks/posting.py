"""One request to an endpoint: signed by Standard Webhooks, each attempt with the same id.

It goes to the address that was checked, follows no redirect, and is over in a few seconds.
"""

import asyncio
import json
from dataclasses import dataclass

import httpx
import structlog
from django.conf import settings
from standardwebhooks import Webhook

from clew.core import clock
from clew.core.outgoing import RefusedError, web_client, web_request
from clew.integrations.webhooks.models import WebhookDelivery

SECONDS = 10.0  # for all of one request
MAX_ANSWER = 1000  # bytes that are kept
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Answer:
    status: int | None
    beginning: str
    error: str  # none: it arrived


def post(delivery: WebhookDelivery) -> Answer:
    """One attempt, in any thread: it asks nothing of the database."""
    status, beginning, error = None, "", ""
    try:
        status, beginning = asyncio.run(_post(delivery))
    except (TimeoutError, httpx.TimeoutException):
        error = f"No answer within {SECONDS:.0f} seconds."
    except (RefusedError, httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as fault:
        error = str(fault) or type(fault).__name__
    except Exception as fault:  # a fault of ours must not stop the rows behind it
        log.exception("webhook.fault", delivery=delivery.pk)
        error = f"{type(fault).__name__}: {fault}"
    if status is not None and not httpx.codes.is_success(status):
        error = f"It answered {status}."
    return Answer(status, beginning, error)


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
