"""The JSON of a run as lines that people read."""

from typing import Any

from bench.peers.goals import goals

HEAD = (
    f"{'':32}{'p50 ms':>9}{'p95 ms':>9}{'calib.':>8}"
    f"{'4: per s':>10}{'4: p95':>9}{'calib.':>8}{'found':>7}"
)


def lines(told: dict[str, Any]) -> list[str]:
    products, ratios = told["products"], told["ratios"]
    shown = [
        f"{told['tickets']:,} tickets, {told['rounds']} round(s) of {told['seconds']:g} s",
        ", ".join(f"{name} {version}" for name, version in told["versions"].items()),
        HEAD,
    ]
    names = dict.fromkeys(op for each in products.values() for op in each["operations"])
    for operation in names:
        shown.append(operation)
        shown += [
            _figures(name, each["operations"][operation], each.get("found", {}).get(operation))
            for name, each in products.items()
            if operation in each["operations"]
        ]
        shown += _ratios(ratios.get(operation, {}))
    shown += goals(products)
    for name, each in products.items():
        shown += ["", name, *_beside(each)]
    if told["faults"]:
        shown += ["", "failed, and is not above", *(f"  {fault}" for fault in told["faults"])]
    return shown


def _figures(name: str, found: dict[str, Any], count: int | None) -> str:
    return (
        f"  {name:30}{found['p50']:>9.1f}{found['p95']:>9.1f}{found['calibration']:>8.1f}"
        f"{found['rate']:>10.1f}{found['p95_of_four']:>9.1f}{found['calibration_of_four']:>8.1f}"
        f"{'' if count is None else count:>7}"
        + (f"  {found['errors']} errors" if found["errors"] else "")
        + (f"  at rest after {found['rest']:.0f} s" if found.get("rest") else "")
    )


def _ratios(found: dict[str, Any]) -> list[str]:
    return [
        f"    {name}: {times['p50']} times as fast as {found['peer_p50']}, "
        f"{times['rate']} times as many as {found['peer_rate']}"
        for name, times in found.items()
        if isinstance(times, dict)
    ]


def _beside(each: dict[str, Any]) -> list[str]:
    shown = [
        f"  memory, {part}: {kept['processes']} processes,"
        f" RSS {kept['rss']} MiB, PSS {kept['pss']} MiB"
        for part, kept in each.get("memory", {}).items()
    ]
    if "chdb" in each:
        imported, used = each["chdb"]["imported"], each["chdb"]["used"]
        shown.append(
            f"  of the server's, the event store's: RSS {imported} MiB once imported, {used} used,"
            " in a bare process"
        )
    if "chdb" in each and "server" in each.get("memory", {}):
        rest = each["memory"]["server"]["rss"] - each["chdb"]["used"]
        shown.append(f"  memory, server beside the engines: RSS {rest} MiB")
    shown += [
        f"  {page}, {visit}: {found['requests']} requests, {found['kib']} KiB"
        f" ({found['document_kib']} of it the page)"
        for page, visits in each.get("weights", {}).items()
        for visit, found in visits.items()
    ]
    shown += [
        f"  {operation}: {found['statements']:.0f} statements, {found['in_sql']} ms in SQL"
        for operation, found in each.get("statements", {}).items()
    ]
    return shown
