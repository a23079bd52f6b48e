"""Where connections of ours may go: the public internet, and what an installation lists.

A name is looked up once and the connection goes to the address that was checked, so that it
cannot point elsewhere in between. Only this module opens connections to addresses that somebody
typed; tests/test_no_way_inside.py holds everybody else to it.
"""

import ipaddress
import socket
import ssl
from collections.abc import Mapping, Sequence
from functools import cache

import httpx

# Networks whose addresses stand for an IPv4 address, in their last bits.
TRANSLATED = [ipaddress.IPv6Network(each) for each in ("64:ff9b::/96", "::/96")]
# All of IPv6 that is given out; the rest is local (fec0::, 64:ff9b:1::) or leads nowhere.
PUBLIC = ipaddress.IPv6Network("2000::/3")
# For protocols and documentation. Versions of Python differ about some of them.
NOBODYS = [
    ipaddress.ip_network(each)
    for each in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2001:db8::/32", "3fff::/20")
]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class RefusedError(ConnectionError):
    """It is not ours to ask."""


def web_client(seconds: float) -> httpx.AsyncClient:
    """For requests of ``web_request`` alone: no proxy of the environment, no redirects."""
    return httpx.AsyncClient(
        timeout=seconds, trust_env=False, follow_redirects=False, verify=_authorities()
    )


@cache
def _authorities() -> ssl.SSLContext:
    """Reading them all takes longer than a request."""
    return httpx.create_ssl_context(trust_env=False)


def web_request(
    method: str,
    url: httpx.URL,
    also: Sequence[str],
    headers: Mapping[str, str],
    content: str | None = None,
) -> httpx.Request:
    """To the address that was checked, in the name of the host that was asked for.

    Raises RefusedError and OSError. It looks the name up, so call it from a thread.
    """
    there, host = pinned(url, also)
    return httpx.Request(
        method,
        there,
        headers={**headers, **host},
        content=content,
        extensions={"sni_hostname": _ascii_host(url)},
    )


def line_to(host: str, port: int, also: Sequence[str], seconds: float | None) -> socket.socket:
    """An open connection to the first checked address that answers."""
    last: OSError = RefusedError(f"{host} has no address.")
    for address in _allowed_addresses(host, port, also):
        try:
            return socket.create_connection((str(address), port), seconds)
        except OSError as error:
            last = error
    raise last


def pinned(url: httpx.URL, also: Sequence[str]) -> tuple[httpx.URL, dict[str, str]]:
    """The same address by its number, and the Host header that belongs to it."""
    if url.scheme not in {"http", "https"} or not url.host:
        raise RefusedError("It is not a page of the web.")
    port = url.port or (443 if url.scheme == "https" else 80)
    address = allowed_address(_ascii_host(url), port, also)
    there = url.copy_with(host=str(address), username=None, password=None)
    return there, {"Host": url.netloc.decode("ascii")}


def _ascii_host(url: httpx.URL) -> str:
    """As it is sent: the name that is looked up is the name that is asked."""
    return url.raw_host.decode("ascii")


def allowed_address(host: str, port: int, also: Sequence[str] = ()) -> Address:
    """One on the public internet. A name with any other address is refused altogether.

    ``also`` are networks (10.0.0.0/8) and names of hosts that are let through.
    """
    return _allowed_addresses(host, port, also)[0]


def _allowed_addresses(host: str, port: int, also: Sequence[str]) -> list[Address]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]
    allowed = host.lower() in {each.lower() for each in also}
    if not addresses or not (allowed or all(_is_allowed(each, also) for each in addresses)):
        raise RefusedError(f"{host} is inside a private network.")
    return sorted(dict.fromkeys(addresses), key=lambda address: address.version)


def _is_allowed(address: Address, also: Sequence[str]) -> bool:
    inner = _meant(address)
    networks = [network for each in also if (network := _network(each))]
    if any(each in network for network in networks for each in (address, inner)):
        return True
    if any(each in network for network in NOBODYS for each in (address, inner)):
        return False
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
