"""How many SQL statements one call costs, from PostgreSQL's own log, and how long they took.

Only of the processes that answer requests, while they answer: jobs that follow are not in it.
"""

import re
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg

from bench.peers import cluster
from bench.peers.memory import tree
from bench.peers.places import POSTGRES_PORT
from bench.peers.products import Product

LINE = re.compile(
    r"^(\d+) LOG:  duration: ([\d.]+) ms  (parse|bind|statement|execute)", re.MULTILINE
)
ON = [
    "ALTER SYSTEM SET log_min_duration_statement = 0",
    "ALTER SYSTEM SET log_line_prefix = '%p '",
    "SELECT pg_reload_conf()",
]
OFF = [
    "ALTER SYSTEM RESET log_min_duration_statement",
    "ALTER SYSTEM RESET log_line_prefix",
    "SELECT pg_reload_conf()",
]
WARM_UPS = 12  # each process of the product has seen it by then


def statements(product: Product) -> dict[str, dict[str, float]]:
    """Of products whose database is in the cluster; by operation."""
    if f":{POSTGRES_PORT}/" not in product.database_url:
        return {}
    client = product.asked.sign_in()
    return {
        name: counted(product, lambda call, op=operation: op(client, call))  # type: ignore[misc]
        for name, operation in product.asked.operations().items()
    }


def counted(product: Product, ask: Callable[[int], object]) -> dict[str, float]:
    first = int(time.time()) % 1_000_000 * 100 + 50_000_000
    for call in range(WARM_UPS):
        ask(first + call)
    cluster.statement(*ON)
    time.sleep(1)
    began_at = cluster.log().stat().st_size
    try:
        began = time.perf_counter()
        ask(first + WARM_UPS)
        took = (time.perf_counter() - began) * 1000
        backends = answering_backends(product)
        time.sleep(0.5)
    finally:
        cluster.statement(*OFF)
    return read(cluster.log(), began_at, backends) | {"milliseconds": round(took, 1)}


def read(log: Path, began_at: int, backends: set[int]) -> dict[str, float]:
    with log.open("rb") as file:
        file.seek(began_at)
        text = file.read().decode("utf-8", "replace")
    lines = [(int(pid), float(took), kind) for pid, took, kind in LINE.findall(text)]
    ours = [(took, kind) for pid, took, kind in lines if pid in backends]
    return {
        "statements": sum(1 for _, kind in ours if kind in {"statement", "execute"}),
        "in_sql": round(sum(took for took, _ in ours), 1),
    }


def answering_backends(product: Product) -> set[int]:
    """PostgreSQL's processes that serve the ones that answer requests."""
    roots = [root for part in product.answering for root in product.processes[part]]
    ports = {
        connection.laddr.port
        for pid in tree(roots)
        for connection in psutil.Process(pid).net_connections(kind="tcp")
        if connection.laddr
    }
    asked = "SELECT pid, client_port FROM pg_stat_activity WHERE client_port IS NOT NULL"
    with psycopg.connect(cluster.url("postgres")) as connection:
        return {pid for pid, port in connection.execute(asked) if port in ports}
