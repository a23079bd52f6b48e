"""What somebody has begun to write and not sent: one text for each ticket, person and kind."""

from django.db import models

from clew.people.models import Staff
from clew.tickets.models.attachments import Attachment
from clew.tickets.models.tickets import Ticket


class DraftKind(models.TextChoices):
    REPLY = "reply", "Reply"
    NOTE = "note", "Internal note"


class Draft(models.Model):
    """``version`` counts the saves, so that a device notices that another one wrote meanwhile."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="drafts")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=DraftKind)
    body = models.TextField(default="", blank=True)
    files = models.ManyToManyField(Attachment, related_name="drafts")
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "ticket", "kind"], name="one_draft_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on #{self.ticket_id}"
