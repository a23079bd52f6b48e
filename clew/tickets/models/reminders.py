"""“Remind me of this ticket”: one moment for one person."""

from django.db import models

from clew.people.models import Staff
from clew.tickets.models.tickets import Ticket


class Reminder(models.Model):
    """At most one waits for each person and ticket; a new one takes its place."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    created_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "staff"],
                condition=models.Q(told_at=None),
                name="one_reminder_waits",
            )
        ]
        indexes = [
            models.Index(fields=["at"], condition=models.Q(told_at=None), name="reminders_due")
        ]
