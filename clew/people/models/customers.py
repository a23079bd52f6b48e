"""Persons and the distinct ids their product knows them by."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Lower

from clew.people.models.environments import Environment


class PersonQuerySet(models.QuerySet["Person"]):
    def living(self) -> "PersonQuerySet":
        """Everybody except those who were absorbed into somebody else."""
        return self.filter(merged_into__isnull=True)


class Person(models.Model):
    """One customer. The id is derived from (environment, first distinct id), so replays agree."""

    id = models.UUIDField(primary_key=True)
    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, related_name="+")
    properties = models.JSONField(default=dict, blank=True)
    # Copied out of properties by the writer, so that lists and look-ups have an index.
    name = models.TextField(default="", blank=True)
    email = models.TextField(default="", blank=True)
    is_identified = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(null=True, blank=True)
    # Set when this turned out to be somebody else too. The row stays for those who point at it,
    # has no distinct ids and is in no list; doors lead on to the survivor.
    merged_into = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="absorbed"
    )
    merged_at = models.DateTimeField(null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    distinct_ids: models.Manager["DistinctId"]

    class Meta:
        indexes = [
            models.Index("environment", Lower("email"), name="person_email"),
            models.Index(
                fields=["environment", "-last_seen_at", "-id"],
                name="person_last_seen",
                condition=models.Q(merged_into__isnull=True),
            ),
            GinIndex(OpClass("name", name="gin_trgm_ops"), name="person_name_trgm"),
            GinIndex(OpClass("email", name="gin_trgm_ops"), name="person_email_trgm"),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """Name, else email, else a readable stand-in; never empty."""
        return self.name or self.email or f"Anonymous {str(self.id)[-6:]}"

    def property_value(self, key: str) -> Any:
        return self.properties.get(key)


class DistinctId(models.Model):
    """One id a product used for a person; unique within its environment."""

    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, related_name="+")
    distinct_id = models.CharField(max_length=200)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="distinct_ids")
    # Above zero when events may be stored under another person from before this id came here.
    version = models.PositiveIntegerField(default=0)
    moved_at = models.DateTimeField(null=True, blank=True)  # when it last came, if version > 0
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["environment", "distinct_id"], name="distinct_id_once_per_environment"
            )
        ]
        indexes = [
            GinIndex(OpClass("distinct_id", name="gin_trgm_ops"), name="distinct_id_trgm"),
            models.Index(
                fields=["moved_at"],
                name="distinct_ids_moved",
                condition=models.Q(moved_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.distinct_id
