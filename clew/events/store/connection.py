"""The event store of this installation, as the settings say."""

from django.conf import settings

from clew.core.engines.clickhouse import ClickHouse, close_engine, open_engine


def event_store() -> ClickHouse:
    """Opened on first use; one for the process."""
    return open_engine(
        path=settings.CLEW_DATA_DIR / "events",
        url=settings.CLICKHOUSE_URL,
        cluster=settings.CLICKHOUSE_CLUSTER,
    )


def close_event_store() -> None:
    close_engine()
