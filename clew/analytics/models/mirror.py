"""What has to be copied to the event store, for SQL."""

from django.db import models


class ChangedRow(models.Model):
    """A row of ``table`` that became another one; written by a trigger, in its transaction."""

    id = models.BigAutoField(primary_key=True)
    table = models.CharField(max_length=40)
    key = models.CharField(max_length=40)

    class Meta:
        db_table = "analytics_changed"


class MirrorState(models.Model):
    """How far the first copy of a table has come. ``version`` is of its columns."""

    table = models.CharField(max_length=40, primary_key=True)
    version = models.PositiveIntegerField()
    copied_to = models.CharField(max_length=40, default="", blank=True)  # the last key
    copied_at = models.DateTimeField(null=True, blank=True)  # all of it
