"""Bringing every unsolved ticket to a version of the policies, or saying what that would do."""

import uuid
from typing import Any

from django.db import models

from clew.routing.models.policies import PolicyVersion


class RecomputeState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    WORKING = "working", "Working"
    DONE = "done", "Done"
    CANCELLED = "cancelled", "Cancelled"
    REPLACED = "replaced", "Replaced"  # a newer version is being brought to the same tickets


class RecomputeJob(models.Model):
    """Ticket by ticket in the order of their ids: ``reached`` is where it goes on.

    A dry run has ``content`` instead of a version, and stores nothing but what it found.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    version = models.ForeignKey(
        PolicyVersion, on_delete=models.CASCADE, null=True, blank=True, related_name="jobs"
    )
    content: Any = models.JSONField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=RecomputeState, default=RecomputeState.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)  # looked at, whether it changed or not
    changed = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    failures: Any = models.JSONField(default=list)  # the first of them: [{"number", "reason"}]
    found: Any = models.JSONField(default=dict)  # of a dry run: see clew.routing.targets.comparing
    reached = models.BigIntegerField(default=0)  # id of the last ticket that is done
    by_name = models.CharField(max_length=200, default="", blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-created_at"], name="recompute_recent")]

    @property
    def is_dry_run(self) -> bool:
        return self.version_id is None

    @property
    def is_over(self) -> bool:
        return self.state not in {RecomputeState.WAITING, RecomputeState.WORKING}

    @property
    def share(self) -> float:
        """Of the way, 0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 1.0
