"""The event store: ClickHouse, in this process or on servers."""

from clew.events.store import schema
from clew.events.store.connection import event_store

__all__ = ["event_store", "migrate"]


def migrate() -> list[str]:
    """Bring this installation's event store up to date; the names of the migrations applied."""
    return schema.migrate(event_store())
