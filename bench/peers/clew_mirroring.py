"""One loaded Clew database into another server's, table by table: the same rows, made once."""

import psycopg
from psycopg.sql import SQL, Identifier

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
COLUMNS = (
    "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'"
    " AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position"
)
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"

# How far the event store has the rows: this one has none yet, and gets all of them by itself.
OF_ONE_STORE = {"analytics_mirrorstate", "analytics_changed"}


def mirror(source_url: str, target_url: str) -> None:
    """The target has the same migrations; what it has of rows goes. No trigger runs meanwhile."""
    with psycopg.connect(source_url) as source, psycopg.connect(target_url) as target:
        names = [name for (name,) in source.execute(TABLES)]
        target.execute("SET session_replication_role = replica")
        for name in names:
            target.execute(SQL("DELETE FROM {}").format(Identifier(name)))
        for name in names:
            if name in OF_ONE_STORE:
                continue
            _copy(source, target, name)
        for name, last in source.execute(SEQUENCES):
            if last is not None:
                target.execute("SELECT setval(%s, %s)", [name, last])
    with psycopg.connect(target_url, autocommit=True) as target:
        target.execute("VACUUM ANALYZE")
        target.execute("CHECKPOINT")


def _copy(source: psycopg.Connection, target: psycopg.Connection, name: str) -> None:
    columns = SQL(", ").join(Identifier(column) for (column,) in source.execute(COLUMNS, [name]))
    parts = {"table": Identifier(name), "columns": columns}
    out = SQL("COPY {table} ({columns}) TO STDOUT (FORMAT binary)").format(**parts)
    into = SQL("COPY {table} ({columns}) FROM STDIN (FORMAT binary)").format(**parts)
    with (
        source.cursor() as reading,
        target.cursor() as writing,
        reading.copy(out) as given,
        writing.copy(into) as taken,
    ):
        for data in given:
            taken.write(data)
