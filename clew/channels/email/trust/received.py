"""Received lines, as far as they are believed: those of servers that the admin named. Pure."""

import ipaddress
import re
from collections.abc import Collection, Iterable, Iterator

BY = re.compile(r"\bby\s+([\w.-]+)", re.IGNORECASE)
FROM_IP = re.compile(r"\[(?:IPv6:)?([0-9a-fA-F:.]+)\]")
INTERNAL = (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8",
    "169.254.0.0/16", "::1/128", "fc00::/7", "fe80::/10",
)  # fmt: skip
HELO = re.compile(r"^\s*from\s+([\w.-]+)", re.IGNORECASE)


def sender_of(headers: Iterable[tuple[str, str]], trusted: Collection[str]) -> tuple[str, str]:
    """Address and name of the host that handed the mail to the outermost trusted server, or "".

    Lines of trusted servers are on top; the first of another one could be anybody's.
    """
    found = ("", "")
    for line in _received(headers):
        by = BY.search(line)
        if not by or not is_of(by[1].lower(), trusted):
            break
        address = FROM_IP.search(line[: by.start()])
        name = HELO.search(line)
        if address and is_public(address[1]):
            found = (address[1], name[1] if name else "")
    return found


def above_outside(
    headers: Iterable[tuple[str, str]], trusted: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Headers that trusted servers wrote: those above the first Received of another one."""
    for name, value in headers:
        if name.lower() == "received":
            by = BY.search(value)
            if not by or not is_of(by[1].lower(), trusted):
                return
        yield name, value


def is_of(host: str, names: Collection[str]) -> bool:
    return any(host == name or host.endswith(f".{name}") for name in names)


def is_public(address: str) -> bool:
    """Not of an internal network, about which no SPF record says anything."""
    try:
        ipaddress.ip_address(address)
    except ValueError:
        return False
    return not is_inside(address, INTERNAL)


def is_inside(address: str | None, networks: Iterable[str]) -> bool:
    """``networks``: addresses and networks; what is none of both matches nothing."""
    try:
        wanted = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    for network in networks:
        try:
            if wanted in ipaddress.ip_network(network, strict=False):
                return True
        except ValueError:
            continue
    return False


def _received(headers: Iterable[tuple[str, str]]) -> Iterator[str]:
    return (" ".join(value.split()) for name, value in headers if name.lower() == "received")
