"""Macros: words and changes an agent uses again and again, and each time one was used."""

from typing import Any

from django.db import models
from django.db.models import Q

from clew.people.models import Staff, Team
from clew.tickets.models.tickets import Ticket


class MacroKind(models.TextChoices):
    REPLY = "reply", "Reply"
    NOTE = "note", "Internal note"
    EITHER = "either", "Reply or note"


class Macro(models.Model):
    """``text`` is Markdown with ``{{variables}}``; it may be empty when there are actions.

    ``actions`` are changes of the ticket, ``[{"field": "status", "value": "pending"}]``.
    """

    name = models.CharField(max_length=120)
    folder = models.CharField(max_length=80, default="", blank=True)
    text = models.TextField(default="", blank=True)
    kind = models.CharField(max_length=10, choices=MacroKind, default=MacroKind.REPLY)
    actions: Any = models.JSONField(default=list, blank=True)
    # Somebody's own; empty for one that is shared.
    owner = models.ForeignKey(
        Staff, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    teams = models.ManyToManyField(Team, blank=True, related_name="+")  # none: all teams
    active = models.BooleanField(default=True)
    position = models.PositiveIntegerField(default=0)  # within its folder
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200, default="", blank=True)  # as they were called
    deleted_at = models.DateTimeField(null=True, blank=True)  # kept, so that it can be undone

    class Meta:
        ordering = ["folder", "position", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "owner"],
                condition=Q(deleted_at__isnull=True),
                name="macro_name_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_personal(self) -> bool:
        return self.owner_id is not None


class MacroFile(models.Model):
    """A file that goes with the macro's text; stored where attachments are, under its digest."""

    macro = models.ForeignKey(Macro, on_delete=models.CASCADE, related_name="files")
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()  # bytes
    digest = models.CharField(max_length=64, db_index=True)  # SHA-256
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.filename


class MacroUse(models.Model):
    """Somebody used a macro on a ticket. ``staff`` is empty for an API token."""

    macro = models.ForeignKey(Macro, on_delete=models.CASCADE, related_name="uses")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    staff = models.ForeignKey(
        Staff, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    used_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["macro", "-used_at"], name="uses_of_macro")]
