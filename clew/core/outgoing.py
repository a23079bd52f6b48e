"""Where requests of ours may go: the public internet, and what an installation lists.

A name is looked up once and the connection goes to the address that was checked, so that it
cannot point elsewhere in between.
"""

import ipaddress
import socket
from collections.abc import Sequence

import httpx

# Networks whose addresses stand for an IPv4 address, in their last bits.
TRANSLATED = [ipaddress.IPv6Network(each) for each in ("64:ff9b::/96", "::/96")]
# All of IPv6 that is given out; the rest is local (fec0::, 64:ff9b:1::) or leads nowhere.
PUBLIC = ipaddress.IPv6Network("2000::/3")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class RefusedError(Exception):
    """It is not ours to ask."""


def pinned(url: httpx.URL, also: Sequence[str]) -> tuple[httpx.URL, dict[str, str]]:
    """The same address by its number, and the Host header that belongs to it.

    Send it with ``extensions={"sni_hostname": url.host}``. Raises RefusedError and OSError.
    """
    if url.scheme not in {"http", "https"} or not url.host:
        raise RefusedError("It is not a page of the web.")
    address = allowed_address(url.host, url.port or (443 if url.scheme == "https" else 80), also)
    there = url.copy_with(host=str(address), username=None, password=None)
    return there, {"Host": url.netloc.decode("ascii")}


def allowed_address(host: str, port: int, also: Sequence[str] = ()) -> Address:
    """One on the public internet. A name with any other address is refused altogether.

    ``also`` are networks (10.0.0.0/8) and names of hosts that are let through.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]
    allowed = host.lower() in {each.lower() for each in also}
    if not addresses or not (allowed or all(_is_allowed(each, also) for each in addresses)):
        raise RefusedError(f"{host} is inside a private network.")
    return min(addresses, key=lambda address: address.version)


def _is_allowed(address: Address, also: Sequence[str]) -> bool:
    inner = _meant(address)
    networks = [network for each in also if (network := _network(each))]
    if any(each in network for network in networks for each in (address, inner)):
        return True
    known = isinstance(inner, ipaddress.IPv4Address) or inner in PUBLIC
    return known and inner.is_global and not inner.is_multicast


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        return None  # the name of a host


def _meant(address: Address) -> Address:
    """The IPv4 address that an IPv6 address leads to."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if any(address in network for network in TRANSLATED):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
