"""Signatures of a mail, each checked; the bytes must be exactly those that came."""

from collections import Counter
from dataclasses import dataclass

import dkim
import structlog
from dkim.canonicalization import CanonicalizationPolicy

from clew.channels.email.trust.limits import LARGE, can_be_checked
from clew.channels.email.trust.resolving import Lookup, UnreachableError

log = structlog.get_logger(__name__)
MOST = 6  # signatures that are looked at; honest mail has two or three
MOST_OF_LARGE = 2
# What may be there only once: a second one that is not signed is what a reader might see.
ONCE = (b"from", b"subject", b"to", b"date", b"reply-to", b"content-type", b"mime-version")


@dataclass(frozen=True)
class Signature:
    """``result`` as RFC 8601 has it: pass, fail, neutral, temperror, permerror."""

    domain: str
    result: str
    said: str = ""


def signatures_of(raw: bytes, lookup: Lookup) -> list[Signature]:
    """Topmost first."""
    if not can_be_checked(raw):
        return []
    try:
        count = sum(name.lower() == b"dkim-signature" for name, _ in dkim.DKIM(raw).headers)
    except (dkim.DKIMException, IndexError, ValueError):
        return []
    most = MOST if len(raw) < LARGE else MOST_OF_LARGE
    return [_checked(raw, index, lookup) for index in range(min(count, most))]


def _checked(raw: bytes, index: int, lookup: Lookup) -> Signature:
    checked = dkim.DKIM(raw, minkey=1024)
    unreachable = False

    def record(name: bytes, timeout: float = 0) -> bytes | None:  # noqa: ARG001  dkimpy passes it
        nonlocal unreachable
        try:
            found = lookup(name.decode(), "TXT")
        except UnreachableError:
            unreachable = True
            return None
        return found[0].encode() if found else None

    try:
        passed = checked.verify(idx=index, dnsfunc=record)
    except dkim.DKIMException as error:
        return Signature(_domain(checked), "fail", str(error)[:200])
    except Exception as error:  # noqa: BLE001  dkimpy raises many kinds for what strangers write
        log.info("mail.dkim_unreadable", error=str(error))
        return Signature(_domain(checked), "permerror", "The signature cannot be read.")
    if unreachable:
        return Signature(_domain(checked), "temperror", "Its key cannot be looked up now.")
    weakness = _weakness(checked) if passed else ""
    result = "neutral" if weakness else "pass" if passed else "fail"
    return Signature(_domain(checked), result, weakness)


def _domain(checked: dkim.DKIM) -> str:
    domain = checked.signature_fields.get(b"d", b"")
    return bytes(domain).decode("ascii", "replace").strip().lower()


def _weakness(checked: dkim.DKIM) -> str:
    """Why a right signature proves nothing of what a reader sees; "" when it does."""
    signed = Counter(name.lower() for name in checked.include_headers)
    there = Counter(name.lower() for name, _ in checked.headers)
    if not signed[b"from"] or not there[b"from"]:
        return "It does not sign the sender."
    for name in ONCE:
        if there[name] > 1:
            return f"There are several {name.decode()} lines."
    fields = checked.signature_fields
    if b"l" in fields:
        policy = CanonicalizationPolicy.from_c_value(fields.get(b"c", b"simple/simple"))
        if int(fields[b"l"] or 0) < len(policy.canonicalize_body(checked.body)):
            return "Words were added below what it signs."
    return ""
