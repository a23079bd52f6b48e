"""Queries that were kept, and those that ran."""

import uuid

from django.db import models

from clew.people.models import ApiToken, Environment, Staff


class SavedQuery(models.Model):
    """``parameters``: [{"name", "type", "label", "default"}], in the SQL ``{name:Type}``."""

    environment = models.ForeignKey(
        Environment, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )  # empty: in every environment
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=500, default="", blank=True)
    sql = models.TextField()
    parameters = models.JSONField(default=list, blank=True)
    chart = models.JSONField(default=dict, blank=True)
    owner = models.ForeignKey(
        Staff, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    shared = models.BooleanField(default=True)
    preset = models.SlugField(max_length=60, default="", blank=True)  # one that ships with Clew
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)  # kept, so that it can come back

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["preset"], condition=~models.Q(preset=""), name="preset_query_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class QueryRun(models.Model):
    """On record for whoever ran it and for admins: who asked what, and what it cost."""

    class State(models.TextChoices):
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)  # the engine's query id
    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.SET_NULL, null=True, related_name="+")
    token = models.ForeignKey(ApiToken, on_delete=models.SET_NULL, null=True, related_name="+")
    sql = models.TextField()
    parameters = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    error = models.TextField(default="", blank=True)
    rows = models.PositiveIntegerField(default=0)
    rows_read = models.PositiveBigIntegerField(default=0)
    elapsed_ms = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["staff", "-at"], name="queries_of_staff")]
