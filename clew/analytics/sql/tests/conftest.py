import orjson
import pytest

from clew.analytics.sql.access import Access
from clew.analytics.sql.compiling import compile_query
from clew.analytics.sql.places import SESSION
from clew.analytics.sql.values import read_answer, reader_of

PERSONS = [f"00000000-0000-4000-8000-00000000000{number}" for number in range(5)]
ADMIN = Access(1, every_ticket=True, bodies=True, own_events=True)


def event(number, environment=1, **more):
    who = number % 4
    properties = {
        "$browser": "Firefox", "n": number, "email": f"u{who}@lamp.example", "paid": who == 1,
        "o": {"a": {"b": "deep"}}, "tags": ["x", "y"], "when": "2026-01-02T03:04:05Z",
        "price": 2.5, "quote": "it's \\ \"so\"", "mine": f"env{environment}",
    }  # fmt: skip
    given = {
        "environment_id": environment, "distinct_id": f"d{who}", "event": ["page", "pay"][who % 2],
        "timestamp": f"2026-11-{1 + number:02} 10:00:00.000", "person_id": PERSONS[who],
        "uuid": f"00000000-0000-4000-9000-{environment:04}{number:08}", "session_id": f"s{who}",
        "group_0": f"g{who % 2}", "properties_text": orjson.dumps(properties).decode(),
    }  # fmt: skip
    return {**given, **more}


def insert(store, table, rows):
    with store.writer() as client:
        client.raw_insert(
            table,
            column_names=list(rows[0]),
            insert_block=b"\n".join(orjson.dumps(row) for row in rows),
            fmt="JSONEachRow",
        )


@pytest.fixture
def customers(store):
    """Eight events of four people in environment 1, as many in 2, and the people and groups."""
    with store.writer() as client:
        for table in ("mirror_persons", "mirror_groups", "mirror_tickets", "mirror_messages"):
            client.command(f"TRUNCATE TABLE {table}")
    insert(store, "events", [event(n, env) for n in range(8) for env in (1, 2)])
    insert(
        store, "mirror_persons",
        [{"id": PERSONS[n], "version": 1, "environment_id": 1, "name": f"P{n}",
          "email": f"u{n}@lamp.example", "is_identified": True,
          "created_at": "2026-10-01 00:00:00.000",
          "properties": {"plan": "pro", "seats": n, "email": f"u{n}@lamp.example",
                         "organization_id": "lamp", "org__name": "Lamp Works"}}
         for n in range(4)]
        + [{"id": PERSONS[4], "version": 1, "environment_id": 2, "name": "Elsewhere",
            "email": "", "is_identified": True, "created_at": "2026-10-01 00:00:00.000",
            "properties": {}}],
    )  # fmt: skip
    insert(
        store, "mirror_groups",
        [{"id": n, "version": 1, "environment_id": 1, "type": "organization", "type_index": 0,
          "key": f"g{n}", "name": f"Group {n}", "created_at": "2026-10-01 00:00:00.000",
          "properties": {"region": "eu"}} for n in range(2)],
    )  # fmt: skip
    return store


@pytest.fixture
def ask(customers):
    """Rows of a query, as an admin reads them or whoever is named."""

    def rows(query, parameters=None, access=ADMIN, limit=None):
        found = compile_query(query, access, parameters, limit)
        session = ", ".join(
            f"{name} = '{value}'" for name, value in SESSION.items() if name != "readonly"
        )
        sql = f"{found.sql} SETTINGS {session} FORMAT JSONCompact"
        with customers.reader() as client:
            answer = read_answer(client.raw_query(sql, parameters=found.parameters or None))
        readers = [reader_of(each["type"]) for each in answer["meta"]]
        return [
            [read(value) if read else value for read, value in zip(readers, row, strict=True)]
            for row in answer["data"]
        ]

    return rows
