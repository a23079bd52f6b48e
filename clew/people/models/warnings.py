"""What identity resolution refused, kept beside the person it concerns."""

from django.db import models

from clew.people.models.customers import Person
from clew.people.models.environments import Environment


class IdentityWarning(models.Model):
    """A refused merge or an illegal id; shown on the profile, because the SDK cannot see it."""

    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, blank=True, related_name="warnings"
    )
    kind = models.CharField(max_length=80)
    event_uuid = models.UUIDField()
    distinct_id = models.CharField(max_length=200)
    other_id = models.CharField(max_length=200, default="", blank=True)
    details = models.JSONField(default=dict, blank=True)
    happened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event_uuid", "kind"], name="warn_once_per_event")
        ]
        indexes = [
            models.Index(fields=["person", "-happened_at"], name="warnings_of_person"),
            # A refused alias stands under the side that was to absorb; the other asks by its id.
            models.Index(
                fields=["environment", "other_id"],
                condition=~models.Q(other_id=""),
                name="warnings_of_other_id",
            ),
        ]
