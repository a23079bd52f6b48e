"""Where webhooks go, and each one that went or waits."""

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Endpoint(models.Model):
    """``facts`` are names such as tickets.TicketOpened; without any, only rules send here."""

    name = models.CharField(max_length=120)
    url = models.URLField(max_length=500)
    secret = models.CharField(max_length=80)  # whsec_…: signing needs it whole; shown once
    facts = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    with_notes = models.BooleanField(default=False)  # the text of internal notes goes too
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200, default="", blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)  # kept, so that it can be undone

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class DeliveryState(models.TextChoices):
    WAITING = "waiting", "Waits"
    SENT = "sent", "Delivered"
    FAILED = "failed", "Failed, tried again"
    DEAD = "dead", "Given up"


class WebhookDelivery(models.Model):
    """The outbox. ``stable_id`` is the message's id on every attempt, for the receiver to know."""

    endpoint = models.ForeignKey(
        Endpoint, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    stable_id = models.UUIDField(default=uuid.uuid4, unique=True)
    key = models.CharField(max_length=120)  # what it tells: the same is queued once
    event = models.CharField(max_length=80)  # the fact's name
    subject = models.CharField(max_length=120)  # ticket/42
    payload: Any = models.JSONField()
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)  # of the last answer
    answer = models.TextField(default="", blank=True)  # its first words
    error = models.TextField(default="", blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "key"], name="webhook_told_once")
        ]
        indexes = [
            models.Index(fields=["endpoint", "-id"], name="webhooks_of_endpoint"),
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(state__in=["waiting", "failed"]),
                name="webhooks_due",
            ),
        ]
