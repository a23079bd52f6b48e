"""Views that people made of the inbox, and how each person arranged theirs."""

from typing import Any

from django.db import models
from django.db.models import Q

from clew.people.models import Staff, Team


class ViewScope(models.TextChoices):
    SHARED = "shared", "Everybody"
    TEAM = "team", "One team"
    PERSONAL = "personal", "Only me"


class SavedView(models.Model):
    """``conditions`` are as ``clew.tickets.conditions.parse`` takes them.

    ``sort`` names an order, with “-” in front for descending; ``columns`` are empty for the
    usual row. ``active`` is off for a deleted one, which is kept so that it can come back.
    """

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80, unique=True)
    icon = models.CharField(max_length=20, default="layers")
    description = models.CharField(max_length=300, default="", blank=True)
    scope = models.CharField(max_length=10, choices=ViewScope, default=ViewScope.PERSONAL)
    owner = models.ForeignKey(
        Staff, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    conditions: Any = models.JSONField(default=dict, blank=True)
    sort = models.CharField(max_length=60, default="-updated")
    group_by = models.CharField(max_length=60, default="", blank=True)
    columns: Any = models.JSONField(default=list, blank=True)
    position = models.PositiveIntegerField(default=0)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope="shared", owner__isnull=True, team__isnull=True)
                | Q(scope="team", owner__isnull=True, team__isnull=False)
                | Q(scope="personal", owner__isnull=False, team__isnull=True),
                name="view_belongs_to_its_scope",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_personal(self) -> bool:
        return self.scope == ViewScope.PERSONAL


class ViewArrangement(models.Model):
    """Slugs, built-in views and teams included: in which order, and which are not in the rail."""

    staff = models.OneToOneField(
        Staff, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    order: Any = models.JSONField(default=list, blank=True)
    hidden: Any = models.JSONField(default=list, blank=True)
