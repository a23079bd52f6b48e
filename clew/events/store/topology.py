"""The one place where the event store differs between one node and a cluster.

Migrations are written once, with ``{table:NAME}``, ``{engine}``, ``{replacing}`` (the latest
version of a row counts) and ``{deduplication_window}``.
On one node a name is its table. On a cluster the rows live in a replicated ``NAME_local`` on each
shard, and ``NAME`` is a Distributed table over them, so every query reads the same everywhere.
"""

import re
from dataclasses import dataclass

# Inserts remembered, so that one repeated after a crash is recognised.
REMEMBERED_INSERTS = 1000
REPLICA_PATH = "/clickhouse/tables/{shard}/{database}/{table}"
# A person's events may lie on several shards (one for each distinct id): ids move when people
# merge, and a shard never has to.
SHARDED_BY = {"events": "cityHash64(environment_id, distinct_id)"}
BY_ID = "cityHash64(id)"
TABLE = re.compile(r"\{table:(\w+)\}")
CREATED = re.compile(r"CREATE TABLE \{table:(\w+)\}")
ADDED = re.compile(r"ALTER TABLE \{table:(\w+)\} ADD COLUMN (\w+) ([^;]+)")
MADE = re.compile(r"(CREATE TABLE|ADD COLUMN|ADD INDEX|ADD PROJECTION) ")
ONCE = r"\1 IF NOT EXISTS "


@dataclass(frozen=True, slots=True)
class Topology:
    """``cluster`` is empty on one node, embedded or server."""

    cluster: str = ""

    def statements(self, migration: str) -> list[str]:
        """The migration's statements as this topology needs them.

        They are not one transaction: killed in between, the whole migration is applied again.
        """
        rendered: list[str] = []
        for statement in _split(migration):
            rendered.append(self._render(statement))
            created = CREATED.search(statement)
            if self.cluster and created:
                rendered.append(self._distributed(created[1]))
            if self.cluster and (added := ADDED.search(statement)):
                rendered.append(self._distributed_column(*added.groups()))
        return rendered

    def local(self, table: str) -> str:
        """What ALTER, mutations and OPTIMIZE name: rows are changed where they lie."""
        return f"{table}_local ON CLUSTER '{self.cluster}'" if self.cluster else table

    def _render(self, statement: str) -> str:
        text = MADE.sub(ONCE, statement)
        text = TABLE.sub(lambda match: self.local(match[1]), text)
        text = text.replace("{engine}", self._engine())
        text = text.replace("{replacing}", self._replacing())
        return text.replace("{deduplication_window}", self._window())

    def _engine(self) -> str:
        return (
            f"ReplicatedMergeTree('{REPLICA_PATH}', '{{replica}}')" if self.cluster else "MergeTree"
        )

    def _replacing(self) -> str:
        if not self.cluster:
            return "ReplacingMergeTree(version, is_deleted)"
        return f"ReplicatedReplacingMergeTree('{REPLICA_PATH}', '{{replica}}', version, is_deleted)"

    def _window(self) -> str:
        kind = "replicated" if self.cluster else "non_replicated"
        return f"{kind}_deduplication_window = {REMEMBERED_INSERTS}"

    def _distributed(self, table: str) -> str:
        return (
            f"CREATE TABLE IF NOT EXISTS {table} ON CLUSTER '{self.cluster}' AS {table}_local "
            f"ENGINE = Distributed('{self.cluster}', currentDatabase(), {table}_local, "
            f"{SHARDED_BY.get(table, BY_ID)})"
        )

    def _distributed_column(self, table: str, column: str, kind: str) -> str:
        return (
            f"ALTER TABLE {table} ON CLUSTER '{self.cluster}' "
            f"ADD COLUMN IF NOT EXISTS {column} {kind}"
        )


def _split(migration: str) -> list[str]:
    lines = [line for line in migration.splitlines() if not line.lstrip().startswith("--")]
    return [text.strip() for text in "\n".join(lines).split(";\n") if text.strip("; \n")]
