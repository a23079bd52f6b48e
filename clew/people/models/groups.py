"""Groups: organisations, projects, workspaces; whatever the product calls them."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models

from clew.people.models.customers import Person
from clew.people.models.environments import Environment


class GroupType(models.Model):
    """A kind of group. ``index`` is its column in the event store: $group_0 to $group_4."""

    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    index = models.PositiveSmallIntegerField()
    # The one type an admin marks as "the customer organisation"; its groups are the accounts.
    is_account = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["environment", "name"], name="group_type_name_once"),
            models.UniqueConstraint(fields=["environment", "index"], name="group_type_index_once"),
            models.UniqueConstraint(
                fields=["environment"],
                condition=models.Q(is_account=True),
                name="one_account_type_per_environment",
            ),
        ]
        ordering = ["index"]

    def __str__(self) -> str:
        return self.name


class Group(models.Model):
    """One organisation (or project, …). An account is a group of the account type."""

    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, related_name="+")
    type = models.ForeignKey(GroupType, on_delete=models.CASCADE, related_name="groups")
    key = models.CharField(max_length=400)
    properties = models.JSONField(default=dict, blank=True)
    # Copied out of properties by the writer, so that lists and look-ups have an index.
    name = models.TextField(default="", blank=True)
    plan = models.TextField(default="", blank=True)
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(null=True, blank=True)
    # Set when an admin said that this is another account too. The row stays, because events go on
    # to name it; it is in no list, and doors lead on to the survivor. Never a chain.
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="absorbed"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["type", "key"], name="group_key_once_per_type")
        ]
        indexes = [
            GinIndex(OpClass("name", name="gin_trgm_ops"), name="group_name_trgm"),
            GinIndex(OpClass("key", name="gin_trgm_ops"), name="group_key_trgm"),
            models.Index(fields=["environment", "-last_seen_at", "-id"], name="group_last_seen"),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return self.name or self.key

    def property_value(self, key: str) -> Any:
        return self.properties.get(key)


class Membership(models.Model):
    """A person was seen acting in a group: an event of theirs carried it in $groups.

    Or somebody of staff said so.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    last_seen_at = models.DateTimeField()
    by_hand = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "group"], name="member_once_per_group")
        ]
        indexes = [
            models.Index(fields=["group", "-last_seen_at", "-id"], name="members_by_recency")
        ]
