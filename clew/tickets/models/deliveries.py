"""The outbox of messages: one row for each copy of a reply on its way to a customer."""

import uuid

from django.db import models
from django.db.models.functions import Lower

from clew.tickets.models.messages import Message


class DeliveryState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"  # will be tried again
    BOUNCED = "bounced", "Bounced"  # it left, and came back: the reason is in ``error``
    DEAD = "dead", "Not sent"  # gave up; an agent can try again


class Delivery(models.Model):
    """Written in the reply's transaction, sent by a job that holds a lease.

    ``stable_id`` goes out with every attempt (as the Message-ID for mail), so that a receiver
    can tell a repeated attempt from a new message.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=20)
    address = models.CharField(max_length=320)
    # Our address that it goes from, chosen at the first attempt: each one is the same mail.
    sender = models.CharField(max_length=320, default="", db_default="", blank=True)
    stable_id = models.UUIDField(default=uuid.uuid4, unique=True)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(default="", blank=True)  # in words, shown on the message
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "channel", "address"], name="deliver_once_per_address"
            )
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(state__in=["waiting", "failed"]),
                name="deliveries_due",
            ),
            models.Index(
                fields=["-created_at"],
                condition=models.Q(state__in=["dead", "bounced"]),
                name="deliveries_unsent",
            ),
            models.Index(Lower("address"), "created_at", name="deliveries_to_address"),
        ]
