import pytest
import sqlglot

from clew.events.store.schema import migrate, migrations
from clew.events.store.topology import Topology


def test_migrations_apply_once(store):
    assert migrate(store) == []
    with store.reader() as client:
        applied = [row[0] for row in client.query("SELECT name FROM schema_migrations").result_rows]
    assert sorted(applied) == list(migrations())


@pytest.mark.parametrize("name", migrations())
def test_a_migration_that_was_interrupted_is_applied_again(store, name):
    with store.writer() as client:
        client.command(f"DELETE FROM schema_migrations WHERE name = '{name}'")
    assert migrate(store) == [name], "although all its statements ran before"


def test_one_node_needs_no_cluster():
    text = ";".join(Topology().statements(migrations()["0001_events"]))
    assert "ENGINE = MergeTree" in text
    assert "CLUSTER" not in text


@pytest.mark.parametrize("name", migrations())
def test_cluster_statements_parse(store, name):
    statements = Topology("main").statements(migrations()[name])
    assert all("ON CLUSTER 'main'" in statement for statement in statements)
    tables = [text for text in statements if text.startswith("CREATE TABLE")]
    assert all("ENGINE = Replicated" in table for table in tables[::2])
    assert all("Distributed('main'" in table for table in tables[1::2])
    with store.reader() as client:
        for statement in statements:
            parsed = client.raw_query(f"EXPLAIN AST {statement}")
            assert parsed.startswith((b"CreateQuery", b"AlterQuery"))
            sqlglot.parse_one(statement, dialect="clickhouse")


def test_readers_cannot_write(store):
    with store.reader() as client, pytest.raises(Exception, match="readonly"):
        client.command("INSERT INTO schema_migrations (name) VALUES ('x')")
