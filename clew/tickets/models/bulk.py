"""The same changes on many tickets, as a job that survives its worker and can be undone."""

import uuid

from django.db import models

from clew.people.models import Environment
from clew.tickets.models.tickets import Ticket


class BulkState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    WORKING = "working", "Working"
    DONE = "done", "Done"
    CANCELLED = "cancelled", "Cancelled"


class BulkJob(models.Model):
    """``changes`` is for every ticket; an undo instead has changes of its own on each item."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=300)  # “Set status to Pending”
    changes = models.JSONField(default=list)
    undoes = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="undone_by"
    )
    state = models.CharField(max_length=10, choices=BulkState, default=BulkState.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)  # those that were so already included
    failed = models.PositiveIntegerField(default=0)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-created_at"], name="bulk_recent")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/bulk/{self.pk}"

    @property
    def is_over(self) -> bool:
        return self.state in {BulkState.DONE, BulkState.CANCELLED}

    @property
    def handled(self) -> int:
        return self.done + self.failed

    @property
    def left(self) -> int:
        return self.total - self.done - self.failed


class ItemState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    DONE = "done", "Changed"
    SAME = "same", "Was so already"
    FAILED = "failed", "Not changed"


class BulkItem(models.Model):
    """One ticket of a job. ``inverse`` takes back what was done; ``reason`` says why not."""

    job = models.ForeignKey(BulkJob, on_delete=models.CASCADE, related_name="items", db_index=False)
    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    changes = models.JSONField(null=True, blank=True)  # instead of the job's
    state = models.CharField(max_length=10, choices=ItemState, default=ItemState.WAITING)
    inverse = models.JSONField(default=list)
    reason = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["job", "state", "id"], name="bulk_items_of_job")]
