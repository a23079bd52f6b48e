"""Events Clew could not take, kept where somebody can see them."""

from django.db import models

from clew.people.models import Environment


class QuarantinedEvent(models.Model):
    """One event as it was sent, and why it is not in the event store."""

    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, related_name="+")
    reason = models.TextField()
    raw = models.TextField()  # JSON as sent, cut to 100,000 characters
    received_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["environment", "-received_at"], name="quarantine_recent")]
