"""The corpus into Request Tracker 5 by COPY, on its seeded database without tickets."""

import psycopg

from bench.peers import corpus
from bench.peers.cluster import url
from bench.peers.copying import Copier
from bench.peers.rt_rows import OF_PRINCIPALS, TABLES, Writer

INTERNAL = "SELECT id FROM groups WHERE domain = 'SystemInternal' AND name = %s"


def load(count: int) -> None:
    with psycopg.connect(url("rt5")) as connection:
        writer = _writer(connection)
        for which in range(corpus.CUSTOMERS):
            writer.customer(which)
        for ticket in corpus.tickets(count):
            writer.ticket(ticket)
        writer.copier.flush()
        for table, last in writer.last.items():
            of = "principals" if table in OF_PRINCIPALS else table
            connection.execute(
                "SELECT setval(%s, %s)", [f"{table}_id_seq", writer.last[of] or last]
            )
    with psycopg.connect(url("rt5"), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _writer(connection: psycopg.Connection) -> Writer:
    def one(statement: str, *given: str) -> int:
        found = connection.execute(statement, given).fetchone()
        assert found
        return int(found[0])

    queues = dict(connection.execute("SELECT name, id FROM queues").fetchall())
    agents = connection.execute("SELECT id FROM users WHERE name LIKE 'agent%' ORDER BY name")
    return Writer(
        copier=Copier(connection, TABLES),
        last={table: one(f"SELECT coalesce(max(id), 0) FROM {table}") for table in TABLES},
        agents=[ident for (ident,) in agents],
        queues=[queues[name] for name in corpus.QUEUES],
        everyone=one(INTERNAL, "Everyone"),
        unprivileged=one(INTERNAL, "Unprivileged"),
    )
