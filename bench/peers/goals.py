"""What Clew wants to reach beside the peers, and how far it is.

Each figure stands there as it was, and as it would be at the fastest calibration of its run.
"""

from collections.abc import Iterator
from typing import Any

GOALS = {  # milliseconds of one client, at most; answers a second to four, at least
    "list_open": (25, 60),
    "ticket": (20, 100),
    "search_rare": (40, 60),
    "search_2pct": (40, 60),
    "create": (15, 110),
    "reply": (15, 110),
}


def goals(products: dict[str, Any]) -> list[str]:
    """Of every Clew; nothing when none was measured."""
    clews = {name: each["operations"] for name, each in products.items() if name.startswith("clew")}
    fastest = min((speed for each in products.values() for speed in _speeds(each)), default=0)
    shown = []
    for name, operations in clews.items():
        rows = [_row(op, operations[op], fastest) for op in GOALS if op in operations]
        shown += [f"  {name}", *rows] if rows else []
    if not shown:
        return []
    at = f"at {fastest:.1f}"
    head = f"{'p50 ms':>9}{at:>9}{'goal':>7}{'4: per s':>11}{at:>9}{'goal':>7}"
    return ["", f"{'goals, and at calibration':32}{head}", *shown]


def _speeds(product: dict[str, Any]) -> Iterator[float]:
    for figures in product["operations"].values():
        yield from filter(None, (figures["calibration"], figures["calibration_of_four"]))


def _row(operation: str, found: dict[str, Any], fastest: float) -> str:
    most, least = GOALS[operation]
    p50, rate = found["p50"], found["rate"]
    quick = p50 * fastest / found["calibration"]
    many = rate * found["calibration_of_four"] / fastest
    return (
        f"    {operation:28}{p50:>9.1f}{quick:>9.1f}{f'≤{most}':>7}"
        f"{rate:>11.1f}{many:>9.1f}{f'≥{least}':>7}"
        + ("  reached" if quick <= most and many >= least else "")
    )
