"""The event store of this installation, as the settings say."""

from django.conf import settings

from clew.core.engines.clickhouse import ClickHouse, engine_on


def event_store() -> ClickHouse:
    """Opened on first use; one for the process."""
    return engine_on(
        path=settings.CLEW_DATA_DIR / "events",
        url=settings.CLICKHOUSE_URL,
        cluster=settings.CLICKHOUSE_CLUSTER,
    )
