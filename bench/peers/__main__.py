"""Clew, Request Tracker 5 and django-helpdesk at the same work, on this machine, in one sitting.

    python -m bench.peers [--tickets 100000] [--only clew,clew-servers,djhelpdesk,rt]
        [--operations list_open,ticket] [--seconds 20] [--rounds 1] [--out FILE] [--load]

All of them run side by side, and each operation is measured of one after the other. Data is loaded
once and kept in $PEERS_DIR (.cache/peers); ``--load`` only loads. What is missing of the programs
is installed. A fault is told at the end, and loses nothing of the rest. See bench/README.md.
"""

import argparse
import contextlib
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg

from bench.page import PARTLY
from bench.peers import cluster
from bench.peers.found import Found
from bench.peers.measuring import Operation, measured
from bench.peers.memory import chdb_cost, memory
from bench.peers.products import INSTALLS, PRODUCTS, Product
from bench.peers.statements import statements
from bench.peers.table import lines
from bench.peers.versions import versions
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
    found = Found(given.out, tickets=given.tickets, seconds=given.seconds, rounds=given.rounds)
    only = installed(given.only, found)
    with found.going_on("stopping"), contextlib.ExitStack() as stack:
        if needs_cluster(only):
            with found.going_on("PostgreSQL"):
                stack.enter_context(cluster.running())
        products = started(stack, only, found)
        if products and not given.load:
            compare(products, given, found)
    print("\n".join(lines(found.told)))
    if found.told["faults"]:
        raise SystemExit(PARTLY if found.told["products"] else 1)


def installed(only: list[str], found: Found) -> list[str]:
    """Those whose programs are there; the others are named among the faults."""
    able = []
    for name in only:
        with found.going_on(f"{name}, installing"):
            if name in INSTALLS:
                INSTALLS[name]()
            able.append(name)
    return able


def started(stack: contextlib.ExitStack, only: list[str], found: Found) -> list[Product]:
    products = []
    for name in only:
        with found.going_on(f"{name}, starting"):
            products.append(stack.enter_context(PRODUCTS[name](found.told["tickets"])))
    return products


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


def compare(products: list[Product], given: argparse.Namespace, found: Found) -> None:
    with found.going_on("versions"):
        found.told["versions"] = versions(products)
    for operation in operations_of(products, given.operations):
        able = [each for each in products if operation in each.asked.operations()]
        rounds: dict[str, list[dict[str, Any]]] = {each.name: [] for each in able}
        for number in range(given.rounds):
            for product in able:
                with found.going_on(f"{product.name}, {operation}"):
                    figures = one(product, operation, given.seconds, number * CALLS_OF_A_ROUND)
                    rounds[product.name].append(figures)
                    found.operation(product.name, operation, middle(rounds[product.name]))
                    print(
                        f"{operation:14} {product.name:18} {figures}", file=sys.stderr, flush=True
                    )
    for product in products:
        beside(product, found, times_only=given.times_only)


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


def beside(product: Product, found: Found, *, times_only: bool) -> None:
    parts: dict[str, Callable[[Product], Any]] = {"memory": memory, "found": truths}
    if product.name == "clew embedded":
        parts["chdb"] = lambda _: chdb_cost()
    if not times_only:
        parts |= {"weights": weights, "statements": statements}
    for part, ask in parts.items():
        with found.going_on(f"{product.name}, {part}"):
            found.part(product.name, part, ask(product))


def truths(product: Product) -> dict[str, int]:
    """How many tickets each search says there are."""
    client, able = product.asked.sign_in(), product.asked.operations()
    return {name: int(able[name](client, 0)) for name in SEARCHES}  # type: ignore[call-overload]


if __name__ == "__main__":
    main()
