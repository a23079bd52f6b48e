"""Rules that admins made, and each time one of them did something."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q

from clew.tickets.models import Ticket


class Rule(models.Model):
    """``trigger`` is what it listens to, or ``time``; see ``clew.routing.automations.triggers``.

    ``conditions`` are those of views; ``actions`` are changes of a ticket and what rules can do
    beside them, ``[{"field": "notify", "value": {"to": "leads", "text": ""}}]``. A system rule is
    carried out by ``clew.tickets.passing_time``; its row is what its firings point at.
    """

    name = models.CharField(max_length=120)
    trigger = models.CharField(max_length=30)
    conditions: Any = models.JSONField(default=dict, blank=True)
    actions: Any = models.JSONField(default=list, blank=True)
    active = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)  # who comes first on the same fact
    system = models.CharField(max_length=30, default="", blank=True)  # slug of a system rule
    failures = models.PositiveIntegerField(default=0)  # one after another
    paused_at = models.DateTimeField(null=True, blank=True)  # by Clew, after too many failures
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200, default="", blank=True)  # as they were called
    deleted_at = models.DateTimeField(null=True, blank=True)  # kept, so that it can be undone

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["system"], condition=~Q(system=""), name="system_rule_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def runs(self) -> bool:
        return self.active and self.paused_at is None and self.deleted_at is None


class FiringState(models.TextChoices):
    DONE = "done", "Done"
    FAILED = "failed", "Failed, tried again"
    GIVEN_UP = "given_up", "Given up"
    STOPPED = "stopped", "Stopped"


class Firing(models.Model):
    """One rule on one ticket for one cause, once: ``key`` names all three.

    ``trace`` is the same for everything that began with one happening; ``depth`` counts the
    firings that led here.
    """

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="firings", db_index=False)
    rule_name = models.CharField(max_length=120)  # as it was called then
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=10, choices=FiringState)
    because = models.CharField(max_length=300)  # in words: “the ticket opened”
    cause = models.PositiveBigIntegerField(null=True, blank=True)  # the fact, by its id
    moment = models.DateTimeField(null=True, blank=True)  # of a time rule: what it is true since
    after = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    trace = models.UUIDField(default=uuid.uuid4)
    depth = models.PositiveSmallIntegerField(default=0)
    did: Any = models.JSONField(default=list)  # in words, one for each action that did something
    changes = models.PositiveIntegerField(default=0)  # how many of these changed the ticket
    error = models.TextField(default="", blank=True)  # or why it was stopped
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["rule", "-id"], name="firings_of_rule"),
            models.Index(fields=["ticket", "rule", "moment"], name="firings_of_ticket"),
            models.Index(fields=["trace"], name="firings_of_trace"),
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(next_attempt_at__isnull=False),
                name="firings_to_retry",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_name} on ticket {self.ticket_id}"
