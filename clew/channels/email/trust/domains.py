"""Domains of mail: whose they are, and whether two of them are the same sender's. Pure."""

from functools import lru_cache

import tldextract

# The bundled list only: nothing is fetched, nothing is written.
_extract = tldextract.TLDExtract(
    suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True
)


def domain_of(address: str) -> str:
    """In its wire form and small letters; "" for what is no address."""
    _, at, domain = address.strip().strip("<>").rpartition("@")
    return in_wire_form(domain) if at else ""


def in_wire_form(domain: str) -> str:
    cleaned = domain.strip().strip(".").lower()
    try:
        return cleaned if cleaned.isascii() else cleaned.encode("idna").decode()
    except UnicodeError:
        return ""


@lru_cache(maxsize=2048)
def organisation(domain: str) -> str:
    """``mail.eu.heron.example`` is ``heron.example``'s; a domain of which nothing is known, too."""
    found = _extract(domain)
    if found.suffix:
        return f"{found.domain}.{found.suffix}" if found.domain else found.suffix
    return ".".join(domain.split(".")[-2:])


def aligned(one: str, other: str, *, strict: bool = False) -> bool:
    """Of one sender, as DMARC sees it (RFC 7489, 3.1)."""
    one, other = in_wire_form(one), in_wire_form(other)
    if not one or not other:
        return False
    return one == other or (not strict and organisation(one) == organisation(other))
