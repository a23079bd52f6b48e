"""Events sent to Clew directly, or through the customer's own proxy."""

from collections import Counter
from urllib.parse import urlsplit

from clew.analytics.diagnosis.check import Check, Seen, fine, table
from clew.analytics.diagnosis.evidence import Case
from clew.analytics.diagnosis.finding import Weight
from clew.analytics.diagnosis.sdks import BROWSER
from clew.analytics.diagnosis.words import listed

ENOUGH = 50  # events before a host counts


def look(case: Case) -> Seen | None:
    by_host: Counter[str] = Counter()
    for detail in case.details:
        if detail.lib in BROWSER and detail.host:
            by_host[_host(detail.host)] += detail.events
    if not by_host:
        return None
    own = _host(case.own_host)
    direct, total = by_host[own], sum(by_host.values())
    proxies = [host for host in by_host if host != own]
    rows = [
        (host, "Clew itself" if host == own else "a proxy", f"{count:,}")
        for host, count in by_host.most_common()
    ]
    evidence = table("Host, Which is, Events", rows)
    if not direct:
        return fine(f"Through a proxy of their own: {listed(proxies)}")
    if proxies and min(direct, total - direct) >= ENOUGH:
        return Seen(
            Weight.WARN,
            "Some pages use the proxy, some do not",
            f"{direct:,} of {total:,} events were sent to Clew directly, the others through"
            f" {listed(proxies)}.",
            evidence,
            cause="One part of the product was set up with the proxy's address, another was not.",
            fix="Give every page the same api_host.",
        )
    return Seen(
        Weight.INFO,
        "The browser sends directly, without a proxy",
        "Browsers with a content blocker may not send to a host of somebody else's.",
        evidence,
    )


def _host(address: str) -> str:
    return urlsplit(address if "//" in address else f"//{address}").netloc.lower() or address


CHECK = Check(
    slug="host",
    title="Direct or through a proxy",
    asks="Do browsers send events through a host of the customer's own domain?",
    cause="api_host names this server, not an address of the product's own domain.",
    fix="Put a reverse proxy on the product's domain and give its address as api_host.",
    look=look,
    needs=frozenset({"details"}),
)
