"""Queueing webhooks: one row for each endpoint that wants to hear of a fact, once."""

from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from clew.core import clock
from clew.core.briefly import BrieflyKnown
from clew.core.facts import Fact, Recorded
from clew.core.models import FactRecord
from clew.core.queueing import queue_once
from clew.integrations.webhooks.models import DeliveryState, Endpoint, WebhookDelivery
from clew.integrations.webhooks.payloads import payload_of
from clew.routing.automation_facts import WebhookRequested
from clew.tickets.facts import TicketFact

SENDING = "webhooks.send_due"


def offered_facts() -> list[str]:
    """Names of what endpoints can hear of: what happens to tickets."""
    kinds = {kind for kind in Fact.registry.values() if issubclass(kind, TicketFact)}
    whole = {kind.name for kind in kinds if not kind.__subclasses__()}  # not what others begin with
    return sorted(whole - {WebhookRequested.name})


def is_wanted(row: FactRecord, batched: bool) -> bool:  # noqa: ARG001  what a condition is given
    """Whether any endpoint hears of facts of this name; asked while it is recorded."""
    if row.name == WebhookRequested.name:
        return True
    return row.name in _heard()


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
    """One job, however many wait: an endpoint that hangs must not take every job's place."""
    transaction.on_commit(partial(queue_once, SENDING, queue="deliveries"))


def waiting() -> int:
    return WebhookDelivery.objects.filter(
        state__in=[DeliveryState.WAITING, DeliveryState.FAILED]
    ).count()


def _listening() -> "QuerySet[Endpoint]":
    return Endpoint.objects.filter(active=True, deleted_at=None)


def _names_heard() -> frozenset[str]:
    return frozenset(
        name for facts in _listening().values_list("facts", flat=True) for name in facts
    )


_heard = BrieflyKnown(_names_heard)
forget = _heard.forget
