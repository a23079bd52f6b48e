"""Mail that somebody we trust forwarded: what they found out when it reached them (RFC 8617)."""

import re
from collections.abc import Collection, Iterable, Iterator

import dkim
import structlog

from clew.channels.email.trust.authentication_results import RECEIVED, Results, read
from clew.channels.email.trust.limits import can_be_checked
from clew.channels.email.trust.received import is_inside, is_of
from clew.channels.email.trust.resolving import Lookup, UnreachableError

log = structlog.get_logger(__name__)
INSTANCE = re.compile(r"^\s*i\s*=\s*(\d{1,2})\s*;", re.IGNORECASE)
HEADER = "arc-authentication-results"


def vouched(
    raw: bytes,
    headers: Iterable[tuple[str, str]],
    *,
    ip: str | None,
    trusted: Collection[str],
    lookup: Lookup,
) -> Results | None:
    """What the last forwarder saw, when it is one of ``trusted`` and proven to be."""
    if not trusted:
        return None
    if is_inside(ip, trusted):
        return _newest(_last_written(headers))
    newest = _newest(headers)
    if newest is None:
        return None
    sealed_by = _sealed_by(raw, lookup) if can_be_checked(raw) else ""
    return newest if is_of(sealed_by, trusted) else None


def _last_written(headers: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """By whom we have the mail from: below a Received line stands what others wrote, who may have
    forged all of it. A network proves no more than who that was."""
    for name, value in headers:
        if name.lower() == RECEIVED:
            return
        yield name, value


def _newest(headers: Iterable[tuple[str, str]]) -> Results | None:
    numbered = [
        (int(found[1]), value[found.end() :])
        for name, value in headers
        if name.lower() == HEADER and (found := INSTANCE.match(value))
    ]
    return read(max(numbered)[1]) if numbered else None


def _sealed_by(raw: bytes, lookup: Lookup) -> str:
    """The domain of the newest seal, if the whole chain is right; else ""."""

    def record(name: bytes, timeout: float = 0) -> bytes | None:  # noqa: ARG001  dkimpy passes it
        try:
            found = lookup(name.decode(), "TXT")
        except UnreachableError:
            return None
        return found[0].encode() if found else None

    try:
        state, seals, _ = dkim.ARC(raw, minkey=1024).verify(dnsfunc=record)
    except Exception as error:  # noqa: BLE001  dkimpy raises many kinds for what strangers write
        log.info("mail.arc_unreadable", error=str(error))
        return ""
    return seals[0]["as-domain"].decode("ascii", "replace").lower() if state == b"pass" else ""
