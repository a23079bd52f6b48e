"""Queueing webhooks: one row for each endpoint that wants to hear of a fact, once."""

import time
from threading import Lock

from django.db import transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app

from clew.core import clock
from clew.core.facts import Fact, Recorded
from clew.core.models import FactRecord
from clew.integrations.webhooks.models import DeliveryState, Endpoint, WebhookDelivery
from clew.integrations.webhooks.payloads import payload_of
from clew.routing.automation_facts import WebhookRequested
from clew.tickets.facts import TicketFact

SENDING = "webhooks.send_due"
KNOWN_FOR = 2.0  # seconds: until then every process has heard of a new endpoint
_known: tuple[float, frozenset[str]] = (-KNOWN_FOR, frozenset())
_lock = Lock()


def offered_facts() -> list[str]:
    """Names of what endpoints can hear of: what happens to tickets."""
    kinds = {kind for kind in Fact.registry.values() if issubclass(kind, TicketFact)}
    whole = {kind.name for kind in kinds if not kind.__subclasses__()}  # not what others begin with
    return sorted(whole - {WebhookRequested.name})


def is_wanted(row: FactRecord, batched: bool) -> bool:  # noqa: ARG001  what a condition is given
    """Whether any endpoint hears of facts of this name; asked while it is recorded."""
    if row.name == WebhookRequested.name:
        return True
    global _known  # noqa: PLW0603  one memory for the process
    at, names = _known
    now = time.monotonic()
    if now - at > KNOWN_FOR:
        lists = _listening().values_list("facts", flat=True)
        names = frozenset(name for facts in lists for name in facts)
        with _lock:
            _known = (now, names)
    return row.name in names


def forget() -> None:
    """After an endpoint was changed: here at once, and again once others can see it."""
    _forget()
    transaction.on_commit(_forget)


def _forget() -> None:
    global _known  # noqa: PLW0603  one memory for the process
    with _lock:
        _known = (-KNOWN_FOR, frozenset())


def queue(recorded: Recorded) -> int:
    """Safe to run twice: what was queued for an endpoint already is left as it is."""
    row = FactRecord.objects.get(pk=recorded.id)
    if isinstance(recorded.fact, WebhookRequested):
        endpoints = _listening().filter(pk=recorded.fact.endpoint_id)
    else:
        endpoints = _listening().filter(facts__contains=[row.name])
    at = clock.now()
    rows = [
        WebhookDelivery(
            endpoint=endpoint,
            key=str(row.uuid),
            event=row.name,
            subject=row.subject,
            payload=payload_of(recorded, row, with_notes=endpoint.with_notes),
            next_attempt_at=at,
            created_at=at,
        )
        for endpoint in endpoints
    ]
    WebhookDelivery.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        send_soon()
    return len(rows)


def send_soon() -> None:
    app.configure_task(SENDING, queue="deliveries").defer()


def waiting() -> int:
    return WebhookDelivery.objects.filter(
        state__in=[DeliveryState.WAITING, DeliveryState.FAILED]
    ).count()


def _listening() -> "QuerySet[Endpoint]":
    return Endpoint.objects.filter(active=True, deleted_at=None)
