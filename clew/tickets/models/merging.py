"""What a merge or a split did, so that it can be taken back for a while."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from clew.tickets.models.tickets import Ticket


class Merge(models.Model):
    """Tickets that became one. ``before`` is what taking it back restores; see actions/merges."""

    survivor = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="merges")
    before = models.JSONField()
    by_name = models.CharField(max_length=200, default="", blank=True)
    created_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)


class Split(models.Model):
    """Messages of ``source`` that became the ticket ``new``."""

    source = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="splits")
    new = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="split_from")
    messages = ArrayField(models.BigIntegerField())
    by_name = models.CharField(max_length=200, default="", blank=True)
    created_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
