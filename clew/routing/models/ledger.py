"""What was promised on a ticket: each step as it was taken, and where each promise stands."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from clew.tickets.models import Ticket


class TargetState(models.TextChoices):
    RUNNING = "running", "Running"
    PAUSED = "paused", "Paused"
    FULFILLED = "fulfilled", "Met"
    BREACHED = "breached", "Breached"  # stays so when the reply comes late; fulfilled_at says when
    CANCELLED = "cancelled", "Cancelled"


class EntryKind(models.TextChoices):
    ACTIVATE = "activate", "Started"
    APPLY = "apply", "Target set"
    PAUSE = "pause", "Paused"
    RESUME = "resume", "Went on"
    FULFIL = "fulfil", "Met"
    BREACH = "breach", "Breached"
    CANCEL = "cancel", "Cancelled"


class LedgerEntry(models.Model):
    """Append-only, and derived from the ticket's facts alone: deriving it anew gives the same."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    position = models.PositiveIntegerField()  # 0, 1, 2 … on this ticket
    metric = models.CharField(max_length=20)
    instance = models.PositiveIntegerField()  # the first, second … run of this metric
    kind = models.CharField(max_length=10, choices=EntryKind)
    at = models.DateTimeField()
    data: Any = models.JSONField(default=dict)  # what a kind needs: the policy, the due time, why

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "position"], name="ledger_in_order")
        ]


class Target(models.Model):
    """One run of one metric as the ledger leaves it: what badges, lists and reports read."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    metric = models.CharField(max_length=20)
    instance = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=TargetState)
    policy = models.CharField(max_length=80)  # its slug
    policy_name = models.CharField(max_length=120)
    version = models.PositiveIntegerField()  # id of the PolicyVersion it was judged by
    calendar = models.CharField(max_length=80)  # its slug
    target_minutes = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    paused_minutes = models.PositiveIntegerField(default=0)  # of the calendar's open time
    due_at = models.DateTimeField(
        null=True, blank=True
    )  # empty: paused, or the calendar never opens
    fulfilled_at = models.DateTimeField(null=True, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    # When the clock next has something to do here: a warning or the breach. Empty: nothing.
    wakes_at = models.DateTimeField(null=True, blank=True)
    warned = ArrayField(models.PositiveSmallIntegerField(), default=list)  # hours: 3, 2, 1
    explanation: Any = models.JSONField(default=list)  # its parts; words are made when shown

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "metric", "instance"], name="target_run_once")
        ]
        indexes = [
            models.Index(
                fields=["wakes_at"],
                condition=models.Q(wakes_at__isnull=False),
                name="targets_to_wake",
            )
        ]
