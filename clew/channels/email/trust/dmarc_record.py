"""What a domain asks others to do with mail that claims to be from it (RFC 7489)."""

from dataclasses import dataclass

from clew.channels.email.trust.domains import organisation
from clew.channels.email.trust.resolving import Lookup

POLICIES = ("none", "quarantine", "reject")


@dataclass(frozen=True)
class Record:
    policy: str
    strict_dkim: bool = False
    strict_spf: bool = False


def record_of(domain: str, lookup: Lookup) -> Record | None:
    """Its own, or that of its organisation with the policy for subdomains.

    Raises UnreachableError.
    """
    own = _read(lookup(f"_dmarc.{domain}", "TXT"), subdomain=False)
    above = organisation(domain)
    if own or above == domain:
        return own
    return _read(lookup(f"_dmarc.{above}", "TXT"), subdomain=True)


def tags_of(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): value.strip() for name, equals, value in pairs if equals}


def _read(texts: list[str], *, subdomain: bool) -> Record | None:
    """Several records are none (6.6.3)."""
    found = [text for text in texts if text.replace(" ", "").lower().startswith("v=dmarc1")]
    if len(found) != 1:
        return None
    tags = {name: value.lower() for name, value in tags_of(found[0]).items()}
    policy = (tags.get("sp") if subdomain else None) or tags.get("p", "")
    return Record(
        policy=policy if policy in POLICIES else "none",
        strict_dkim=tags.get("adkim") == "s",
        strict_spf=tags.get("aspf") == "s",
    )
