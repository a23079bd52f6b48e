"""SPF (RFC 7208) by pyspf, asking through our own lookup."""

import re
from typing import Any

import spf
import structlog

from clew.channels.email.trust.domains import domain_of, in_wire_form
from clew.channels.email.trust.received import is_public
from clew.channels.email.trust.resolving import Lookup, UnreachableError

log = structlog.get_logger(__name__)
VOID = 2  # lookups without an answer that a record may cause
NAME = re.compile(r"^(?=.{1,253}$)([^.\s]{1,63}\.)*[^.\s]{1,63}$")


class _Query(spf.query):  # type: ignore[misc]  # untyped
    """pyspf with our lookup: it has a limit of time, and a memory."""

    def __init__(self, lookup: Lookup, **given: Any) -> None:
        super().__init__(**given)
        self._lookup = lookup

    def dns(
        self,
        name: str,
        qtype: str,
        cnames: object = None,  # noqa: ARG002  pyspf's own
        ignore_void: bool = False,
    ) -> list[Any]:
        name = str(name).rstrip(".").lower()
        if not NAME.match(name):
            return []
        try:
            found = self._lookup(name, qtype)
        except UnreachableError as error:
            raise spf.TempError(str(error)) from error
        if not found and not ignore_void:
            self.void_lookups += 1
            if self.void_lookups > VOID:
                raise spf.PermError(f"more than {VOID} lookups without an answer")
        return [_as_pyspf(value, qtype) for value in found]


def _as_pyspf(value: str, qtype: str) -> Any:
    if qtype == "TXT":
        return [value.encode()]
    if qtype == "MX":
        preference, _, host = value.partition(" ")
        return (int(preference or 0), host.rstrip("."))
    return value


def spf_of(
    *, ip: str | None, envelope_from: str | None, helo: str, lookup: Lookup
) -> tuple[str, str]:
    """Result and the domain it is about; ("none", "") when there is nothing to check by."""
    domain = domain_of(envelope_from or "") or in_wire_form(helo)
    if not ip or not is_public(ip) or "." not in domain:
        return ("none", "")
    sender = envelope_from if domain_of(envelope_from or "") else ""
    try:
        result, _, _ = _Query(lookup, i=ip, s=sender, h=in_wire_form(helo) or domain).check()
    except Exception as error:  # noqa: BLE001  for what strangers write into their records
        log.info("mail.spf_unreadable", domain=domain, error=str(error))
        return ("permerror", domain)
    return (str(result), domain)
