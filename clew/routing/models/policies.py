"""The policies as they were at one time. What was promised is judged by what was in force."""

from typing import Any

from django.db import models


class PolicyVersion(models.Model):
    """Never changed: an edit of a policy or of a calendar is a new version, and the last is it.

    ``content`` is ``{"policies": [...], "calendars": {slug: {...}}}``, whole, so that a version
    needs nothing beside itself to be read; see ``clew.routing.policies``.
    """

    content: Any = models.JSONField()
    note = models.CharField(max_length=300, default="", blank=True)  # what was changed, in words
    by_name = models.CharField(max_length=200, default="", blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
