"""Clew, Request Tracker 5 and django-helpdesk at the same work, on this machine, in one sitting.

    python -m bench.peers [--tickets 100000] [--only clew,clew-servers,djhelpdesk,rt]
        [--operations list_open,ticket] [--seconds 20] [--rounds 1] [--out FILE] [--load]

All of them run side by side, and each operation is measured of one after the other. Data is loaded
once and kept in $PEERS_DIR (.cache/peers); ``--load`` only loads. See bench/README.md.
"""

import argparse
import contextlib
import json
import os
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from bench.peers import cluster
from bench.peers.comparing import ratios
from bench.peers.measuring import Operation, measured
from bench.peers.memory import chdb_cost, memory
from bench.peers.products import PRODUCTS, Product
from bench.peers.statements import statements
from bench.peers.table import lines
from bench.peers.weight import weights

CALLS_OF_A_ROUND = 1_000_000
REST = 120  # seconds that background work gets, at most
WAITING = (
    "SELECT (SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
    " AND (scheduled_at IS NULL OR scheduled_at <= now()))"
    " + (SELECT count(*) FROM core_waitingfact) + (SELECT count(*) FROM analytics_changed)"
)
SEARCHES = ("search_rare", "search_2pct")


def main() -> None:
    given = asked()
    began = time.monotonic()
    with contextlib.ExitStack() as stack:
        if needs_cluster(given.only):
            stack.enter_context(cluster.running())
        products = [stack.enter_context(PRODUCTS[name](given.tickets)) for name in given.only]
        if given.load:
            return
        told = {
            "when": f"{datetime.now(UTC):%Y-%m-%d %H:%M}",
            "tickets": given.tickets,
            "seconds": given.seconds,
            "rounds": given.rounds,
            "cores": os.cpu_count(),
            "products": compared(products, given),
        }
    told["ratios"] = ratios(told["products"])
    told["took"] = round(time.monotonic() - began)
    if given.out:
        given.out.write_text(json.dumps(told, indent=1))
    print("\n".join(lines(told)))


def asked() -> argparse.Namespace:
    wants = argparse.ArgumentParser(description=__doc__)
    wants.add_argument("--tickets", type=int, default=100_000)
    wants.add_argument("--only", type=named, default=list(PRODUCTS))
    wants.add_argument("--operations", type=named, default=[])
    wants.add_argument("--seconds", type=float, default=20)
    wants.add_argument("--rounds", type=int, default=1)
    wants.add_argument("--out", type=Path)
    wants.add_argument("--load", action="store_true")
    wants.add_argument("--times-only", action="store_true")
    return wants.parse_args()


def named(text: str) -> list[str]:
    return [name for name in text.split(",") if name]


def needs_cluster(only: list[str]) -> bool:
    return only != ["clew"]


def compared(products: list[Product], given: argparse.Namespace) -> dict[str, Any]:
    found: dict[str, Any] = {product.name: {"operations": {}} for product in products}
    for operation in operations_of(products, given.operations):
        able = [each for each in products if operation in each.asked.operations()]
        rounds: dict[str, list[dict[str, Any]]] = {each.name: [] for each in able}
        for number in range(given.rounds):
            for product in able:
                figures = one(product, operation, given.seconds, number * CALLS_OF_A_ROUND)
                rounds[product.name].append(figures)
                print(f"{operation:14} {product.name:18} {figures}", flush=True)
        for name, figures_of in rounds.items():
            found[name]["operations"][operation] = middle(figures_of)
    for product in products:
        found[product.name] |= beside(product, times_only=given.times_only)
    return found


def operations_of(products: list[Product], wanted: list[str]) -> Iterator[str]:
    """Reads first, since what is created stays."""
    known = dict.fromkeys(name for each in products for name in each.asked.operations())
    order = [*(name for name in known if not name.startswith(("create", "reply"))), *known]
    return (name for name in dict.fromkeys(order) if not wanted or name in wanted)


def one(product: Product, name: str, seconds: float, first_call: int) -> dict[str, Any]:
    operation: Operation = product.asked.operations()[name]
    found = measured(operation, product.asked.sign_in, seconds=seconds, first_call=first_call)
    figures = found.as_json()
    if product.is_clew and name.startswith(("create", "reply")):
        figures["rest"] = at_rest_after(product)
    return figures


def at_rest_after(product: Product) -> float:
    """Seconds until the jobs that the writes left behind are done."""
    began = time.monotonic()
    with psycopg.connect(product.database_url, autocommit=True) as connection:
        while time.monotonic() - began < REST:
            row = connection.execute(WAITING).fetchone()
            if row is None or not row[0]:
                break
            time.sleep(0.5)
    return round(time.monotonic() - began, 1)


def middle(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    """The median of each figure; errors add up."""
    found = {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}
    return found | {"errors": sum(each["errors"] for each in rounds)}


def beside(product: Product, *, times_only: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"memory": memory(product), "found": truths(product)}
    if product.name == "clew embedded":
        found["chdb"] = chdb_cost()
    if not times_only:
        found["weights"] = weights(product)
        found["statements"] = statements(product)
    return found


def truths(product: Product) -> dict[str, int]:
    """How many tickets each search says there are."""
    client, able = product.asked.sign_in(), product.asked.operations()
    return {name: int(able[name](client, 0)) for name in SEARCHES}  # type: ignore[call-overload]


if __name__ == "__main__":
    main()
