"""What the schema browser and the completion know: tables, properties with examples, functions."""

from dataclasses import asdict
from typing import Any

import orjson

from clew.analytics.sql.access import Access
from clew.analytics.sql.functions import AGGREGATES, SCALARS, WINDOW_ONLY
from clew.analytics.sql.schema import schema_of
from clew.analytics.sql.sources import qualified
from clew.analytics.sql.tables import TABLES
from clew.core.engines.clickhouse import ClickHouse

SAMPLED, EACH, LONGEST = 1000, 3, 60  # rows looked at, examples of a property, characters
DEEPEST = 4


def known_to(access: Access, store: ClickHouse) -> dict[str, Any]:
    """Everything of it as this reader may read it."""
    tables = [asdict(table) for table in schema_of(access, store)]
    for table in tables:
        for column in table["columns"]:
            if column["type"] == "JSON" and column["properties"]:
                column["examples"] = _examples(table["name"], column["name"], access, store)
    links = {
        name: {link.name: link.table for link in table.links} for name, table in TABLES.items()
    }
    functions = {
        "aggregate": sorted(AGGREGATES),
        "window": sorted(WINDOW_ONLY),
        "scalar": sorted(SCALARS),
    }
    return {"tables": tables, "leads": links, "functions": functions}


def _examples(table: str, column: str, access: Access, store: ClickHouse) -> dict[str, list[str]]:
    source = qualified(TABLES[table].source(access))
    sql = (
        f"SELECT toJSONString({column}) FROM (SELECT {column} FROM ({source}) LIMIT {SAMPLED})"  # noqa: S608  ours
        " SETTINGS max_execution_time = 5"
    )
    found: dict[str, list[str]] = {}
    with store.reader() as client:
        for row in client.query(sql).result_rows:
            _note(orjson.loads(row[0]), "", found, DEEPEST)
    return found


def _note(value: Any, path: str, found: dict[str, list[str]], deeper: int) -> None:
    if isinstance(value, dict) and deeper:
        for name, each in value.items():
            _note(each, f"{path}.{name}" if path else name, found, deeper - 1)
        return
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    shown = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    examples = found.setdefault(path, [])
    if shown and len(examples) < EACH and shown not in examples:
        examples.append(shown)
