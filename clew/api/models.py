"""Answers kept for callers that repeat a request because they did not hear the first one."""

from django.db import models

from clew.people.models import ApiToken


class StoredAnswer(models.Model):
    """What a POST with an ``Idempotency-Key`` was answered; written in its transaction."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)  # SHA-256 of what was asked
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="answer_once_per_key")]

    def __str__(self) -> str:
        return f"{self.key} {self.status}"
