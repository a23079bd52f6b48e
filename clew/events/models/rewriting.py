"""How far the event store's person column has caught up with merges."""

from django.db import models


class RewrittenUntil(models.Model):
    """At most one row: ids that moved before this instant have their old events rewritten."""

    moved_at = models.DateTimeField()
