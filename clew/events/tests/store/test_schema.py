import pytest
import sqlglot

from clew.events.store.schema import migrate, migrations
from clew.events.store.topology import Topology


def test_migrations_apply_once(store):
    assert migrate(store) == []
    with store.reader() as client:
        applied = [row[0] for row in client.query("SELECT name FROM schema_migrations").result_rows]
    assert applied == list(migrations())


def test_one_node_needs_no_cluster():
    text = ";".join(Topology().statements(migrations()["0001_events"]))
    assert "ENGINE = MergeTree" in text
    assert "CLUSTER" not in text


@pytest.mark.parametrize("name", migrations())
def test_cluster_statements_parse(store, name):
    statements = Topology("main").statements(migrations()[name])
    assert "ReplicatedMergeTree" in statements[0]
    assert "Distributed('main'" in statements[1]
    with store.reader() as client:
        for statement in statements:
            assert client.raw_query(f"EXPLAIN AST {statement}").startswith(b"CreateQuery")
            sqlglot.parse_one(statement, dialect="clickhouse")


def test_readers_cannot_write(store):
    with store.reader() as client, pytest.raises(Exception, match="readonly"):
        client.command("INSERT INTO schema_migrations (name) VALUES ('x')")
