"""The durable log between capture and the event store."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from clew.people.models import CaptureKey, Environment


class CaptureBatch(models.Model):
    """One request as it came. Written before its 200, deleted when its events are stored."""

    # No constraint or index: capture checks the key itself, and rows live for a second.
    environment = models.ForeignKey(
        Environment,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    key = models.ForeignKey(  # empty for Clew's own events
        CaptureKey,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="+",
    )
    path = models.TextField()
    content_type = models.TextField(default="", blank=True)
    content_encoding = models.TextField(default="", blank=True)
    query = models.TextField(default="", blank=True)
    ip = models.TextField(default="", blank=True)
    body = models.BinaryField()
    event_count = models.PositiveIntegerField()
    # Written when there is nothing live to write.
    historical = models.BooleanField(default=False)
    # Answered 400 because one event was malformed; see writer/decoding.py for what is kept.
    refused = models.BooleanField(default=False)
    received_at = models.DateTimeField()

    class Meta:
        db_table = "capture_log"
        indexes = [models.Index(fields=["historical", "id"], name="capture_log_order")]


class WriterChunk(models.Model):
    """Batches being written together. A crash writes exactly these again, under the same id."""

    is_left_behind = False  # by somebody who may have begun to write it
    batch_ids = ArrayField(models.BigIntegerField())
    created_at = models.DateTimeField()
