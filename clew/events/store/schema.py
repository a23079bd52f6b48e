"""Brings the event store's schema up to date. Migrations are numbered files, applied once each."""

from importlib.resources import files

import structlog
from clickhouse_connect.driver.client import Client

from clew.core.engines.clickhouse import ClickHouse
from clew.events.store.topology import Topology

log = structlog.get_logger(__name__)
APPLIED = """
CREATE TABLE IF NOT EXISTS schema_migrations{on_cluster}
(name String, applied_at DateTime DEFAULT now()) ENGINE = {engine} ORDER BY name
"""


def migrate(store: ClickHouse) -> list[str]:
    """Apply what is missing, in order; returns the names applied. One process at a time."""
    topology = Topology(store.cluster)
    with store.writer() as client:
        client.command(_applied_table(topology))
        done = {row[0] for row in client.query("SELECT name FROM schema_migrations").result_rows}
        missing = [name for name in migrations() if name not in done]
        for name in missing:
            _apply(client, name, topology)
    return missing


def migrations() -> dict[str, str]:
    """Name → SQL as written, in the order of their numbers."""
    folder = files("clew.events") / "sql" / "migrations"
    found = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return {name.removesuffix(".sql"): (folder / name).read_text("utf-8") for name in found}


def _apply(client: Client, name: str, topology: Topology) -> None:
    log.info("event_store_migration", name=name)
    for statement in topology.statements(migrations()[name]):
        client.command(statement)
    client.insert("schema_migrations", [[name]], column_names=["name"])


def _applied_table(topology: Topology) -> str:
    if not topology.cluster:
        return APPLIED.format(on_cluster="", engine="MergeTree")
    engine = "ReplicatedMergeTree('/clickhouse/tables/all/{database}/{table}', '{replica}')"
    return APPLIED.format(on_cluster=f" ON CLUSTER '{topology.cluster}'", engine=engine)
