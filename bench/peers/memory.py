"""What a product keeps in memory after a run, in MiB, by part."""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from bench.peers import cluster
from bench.peers.places import POSTGRES_PORT, ROOT
from bench.peers.products import Product

CHDB = """
import psutil, tempfile, chdb
own = psutil.Process()
imported = own.memory_info().rss
with tempfile.TemporaryDirectory() as folder:
    connection = chdb.connect(folder)
    connection.query("CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a")
    connection.query("INSERT INTO t SELECT number FROM numbers(100000)")
    connection.query("SELECT sum(a) FROM t")
    print(imported // 2**20, own.memory_info().rss // 2**20)
"""


def memory(product: Product) -> dict[str, dict[str, int]]:
    """RSS counts shared pages once for each process, PSS their share of them."""
    found = {part: summed(tree(roots)) for part, roots in product.processes.items()}
    if f":{POSTGRES_PORT}/" in product.database_url:
        name = urlsplit(product.database_url).path.strip("/")
        found["PostgreSQL backends"] = summed(cluster.backends(name))
    return found


def tree(roots: Iterable[int]) -> list[int]:
    found = []
    for root in roots:
        try:
            process = psutil.Process(root)
            found += [root, *(child.pid for child in process.children(recursive=True))]
        except psutil.NoSuchProcess:
            continue
    return found


def summed(pids: list[int]) -> dict[str, int]:
    kept = {"Rss": 0, "Pss": 0}
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        for line in lines:
            name, _, value = line.partition(":")
            if name in kept:
                kept[name] += int(value.split()[0])
    mib = {name.lower(): kib // 1024 for name, kib in kept.items()}
    return {"processes": len(pids), **mib}


def chdb_cost() -> dict[str, int]:
    """RSS of a bare process with the embedded event store's library, before and after using it."""
    done = subprocess.run(
        [sys.executable, "-c", CHDB], cwd=ROOT, capture_output=True, text=True, check=True
    )
    imported, used = map(int, done.stdout.split())
    return {"imported": imported, "used": used}
