"""The outbox: one row for everything that happened, written in the action's transaction."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models


class FactRecord(models.Model):
    """What happened, to what, by whom. History, live updates and reactions all read it."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    name = models.CharField(max_length=80)  # tickets.TicketOpened
    subject = models.CharField(max_length=120)  # ticket/42
    actor_kind = models.CharField(max_length=20)  # staff, customer, system, token
    actor_id = models.CharField(max_length=64, default="", blank=True)
    actor_name = models.CharField(max_length=200, default="", blank=True)
    payload = models.JSONField(default=dict)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"], name="facts_of_subject"),
            models.Index(fields=["name", "-id"], name="facts_by_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject}"


class WaitingFact(models.Model):
    """A fact whose reactions have not run yet: written with it, gone once they have.

    See clew.core.reacting.
    """

    fact_id = models.BigIntegerField(primary_key=True)
    reactions = ArrayField(models.CharField(max_length=200))

    def __str__(self) -> str:
        return f"fact {self.fact_id}"
