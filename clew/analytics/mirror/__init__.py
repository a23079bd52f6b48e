"""Rows of PostgreSQL that SQL may read, copied to the event store as they change."""

from clew.analytics.mirror.copying import backlog, mirror_changes
from clew.analytics.mirror.registered import Mirrored, register

__all__ = ["Mirrored", "backlog", "mirror_changes", "register"]
