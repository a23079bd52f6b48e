"""The ratios: how many times faster Clew is than the best peer, at equal speed of the machine."""

from typing import Any

# What peers call the same work: django-helpdesk's ticket page is whole, its replies are a form.
SAME = {
    "ticket_whole": ("ticket_whole", "ticket"),
    "reply": ("reply", "reply_form"),
    "reply_form": ("reply", "reply_form"),
}
PARTIAL = {("request tracker", "ticket_whole"): ("ticket_whole",)}
Products = dict[str, Any]  # by name, as the JSON has them


def ratios(products: Products) -> dict[str, dict[str, Any]]:
    """{operation: {"peer": …, "clew embedded": {"p50": times, "rate": times}, …}}."""
    clews = [name for name in products if name.startswith("clew")]
    peers = [name for name in products if name not in clews]
    operations = [op for name in clews for op in products[name]["operations"]]
    return {
        operation: found
        for operation in dict.fromkeys(operations)
        if (found := _of(operation, products, clews, peers))
    }


def _of(operation: str, products: Products, clews: list[str], peers: list[str]) -> dict[str, Any]:
    rivals = [
        (peer, products[peer]["operations"][same])
        for peer in peers
        for same in PARTIAL.get((peer, operation), SAME.get(operation, (operation,)))
        if same in products[peer]["operations"]
    ]
    if not rivals:
        return {}
    quick = min(rivals, key=lambda rival: _cost(rival[1]))
    many = max(rivals, key=lambda rival: _throughput(rival[1]))
    found: dict[str, Any] = {"peer_p50": quick[0], "peer_rate": many[0]}
    for name in clews:
        figures = products[name]["operations"].get(operation)
        if figures:
            rate = _throughput(many[1])
            found[name] = {
                "p50": round(_cost(quick[1]) / _cost(figures), 2),
                "rate": round(_throughput(figures) / rate, 2) if rate else None,
            }
    return found


def _cost(figures: dict[str, float]) -> float:
    """The median in units of the fixed piece of work beside it."""
    return figures["p50"] / figures["calibration"]


def _throughput(figures: dict[str, float]) -> float:
    return figures["rate"] * (figures["calibration_of_four"] or 1)
