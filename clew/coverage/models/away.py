"""Out of office: from when until when, who stands in, and what becomes of their tickets."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models

from clew.people.models import Staff
from clew.people.working_hours import zone_named


class HandOver(models.TextChoices):
    ON_REPLY = "reply", "They stay mine; one the customer answers goes back to the group"
    AT_START = "start", "All open and pending ones go back to the group when I leave"


class OutOfOffice(models.Model):
    """Never two of one person at once. ``ends_at`` moves when it is ended early."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    deputy = models.ForeignKey(
        Staff, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=300, default="", blank=True)
    tickets = models.CharField(max_length=10, choices=HandOver, default=HandOver.ON_REPLY)
    # Days, by the clock of ``staff``, on which they are here after all.
    days_back = ArrayField(models.DateField(), default=list, blank=True)
    by_name = models.CharField(max_length=200, default="", blank=True)  # who entered it
    created_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)  # when Clew noticed; it counts anyway
    over_at = models.DateTimeField(null=True, blank=True)  # likewise

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="away_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~models.Q(deputy=models.F("staff")), name="away_deputy_is_another"
            ),
        ]
        indexes = [
            models.Index(fields=["staff", "ends_at"], name="away_of_staff"),
            models.Index(
                fields=["ends_at"],
                condition=models.Q(over_at__isnull=True),
                name="away_not_over",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff} away until {self.ends_at:%Y-%m-%d %H:%M}"

    def holds(self, at: datetime) -> bool:
        """Whether they are away at ``at``: inside, and not back for that day. Needs ``staff``."""
        if not self.starts_at <= at < self.ends_at:
            return False
        if not self.days_back:
            return True
        return at.astimezone(zone_named(self.staff.time_zone)).date() not in self.days_back
