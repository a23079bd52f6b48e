"""Numbers and switches an admin can change in the product."""

from django.db import models


class Setting(models.Model):
    """One changed setting; what is not here has its default (clew.core.settings)."""

    key = models.CharField(max_length=80, primary_key=True)
    value = models.JSONField()
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.key
