"""What routing knows of a ticket beside its targets."""

from typing import Any

from django.db import models

from clew.tickets.models import Ticket


class PriorityBy(models.TextChoices):
    POLICY = "policy", "By policy"
    PERSON = "person", "Set by hand"


class Standing(models.Model):
    """``situation`` is what policies were last asked about: plan, properties, severity, …"""

    ticket = models.OneToOneField(
        Ticket, on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    situation: Any = models.JSONField(default=dict)
    plan = models.CharField(max_length=80, default="", blank=True)  # "" when it is not known
    policy = models.CharField(max_length=80, default="", blank=True)  # slug; "" when none applies
    priority_by = models.CharField(max_length=10, choices=PriorityBy, default=PriorityBy.POLICY)
    priority_reason = models.CharField(max_length=300, default="", blank=True)  # in words
    version = models.PositiveIntegerField(default=0)  # of the policies it was derived by
    last_fact = models.PositiveBigIntegerField(default=0)  # the newest that was read
    derived_at = models.DateTimeField()
    # As the profile said when it was last looked at; what differs from now is looked at again.
    customer: Any = models.JSONField(default=dict)
    entries = models.PositiveIntegerField(default=0)  # of the ledger, and what they digest to
    digest = models.CharField(max_length=32, default="", blank=True)
    outcome = models.CharField(max_length=32, default="", blank=True)  # what the rest digests to
    reasons: Any = models.JSONField(default=list)  # why it stands where it does in the queue
