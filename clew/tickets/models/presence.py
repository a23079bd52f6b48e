"""Who is on a ticket right now. Unlogged: after a crash everybody says it again."""

from django.db import models

from clew.people.models import Staff
from clew.tickets.models.tickets import Ticket


class Doing(models.TextChoices):
    VIEWING = "viewing", "is viewing"
    NOTE = "note", "is writing a note"
    REPLY = "reply", "is writing a reply"


class Presence(models.Model):
    """One browser tab; two tabs of one person are one person to everybody else."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    tab = models.CharField(max_length=40)  # a random name the tab gave itself
    doing = models.CharField(max_length=10, choices=Doing, default=Doing.VIEWING)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "staff", "tab"], name="present_once_a_tab")
        ]
        indexes = [models.Index(fields=["seen_at"], name="presence_by_age")]
