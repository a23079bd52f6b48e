"""Our own look at a mail that no believed server has judged: DKIM, SPF and DMARC by DNS."""

from dataclasses import replace

from clew.channels.email.trust.dkim_signatures import Signature, signatures_of
from clew.channels.email.trust.dmarc_record import Record, record_of
from clew.channels.email.trust.evidence import Evidence
from clew.channels.email.trust.resolving import Lookup, UnreachableError
from clew.channels.email.trust.spf_result import spf_of

US = "Clew"
CONCLUSIVE = {"pass", "fail", "softfail", "neutral", "none", "permerror"}


def checked(
    raw: bytes,
    domain: str,
    *,
    ip: str | None,
    envelope_from: str | None,
    helo: str,
    lookup: Lookup,
) -> Evidence:
    """``ip`` is who sent it to us; None when that is not known, and then SPF says nothing."""
    signatures = signatures_of(raw, lookup)
    spf, spf_domain = spf_of(ip=ip, envelope_from=envelope_from, helo=helo, lookup=lookup)
    found = Evidence(
        by=US,
        spf=spf,
        spf_domain=spf_domain,
        dkim=[(each.domain, each.result) for each in signatures],
        notes=[each.said for each in signatures if each.said and each.result == "neutral"],
    )
    try:
        record = record_of(domain, lookup)
    except UnreachableError:
        return replace(found, dmarc="temperror")
    return _with_dmarc(found, record, domain, signatures, knows_ip=spf_domain != "")


def _with_dmarc(
    found: Evidence,
    record: Record | None,
    domain: str,
    signatures: list[Signature],
    *,
    knows_ip: bool,
) -> Evidence:
    if record is None:
        return found
    found = replace(
        found,
        policy=record.policy,
        strict_dkim=record.strict_dkim,
        strict_spf=record.strict_spf,
    )
    if found.signers(domain) or found.is_sent_from(domain):
        return replace(found, dmarc="pass")
    # A failure is only what fails both ways. Who sent it is not known of mail in a mailbox.
    if any(each.result == "temperror" for each in signatures) or found.spf == "temperror":
        return replace(found, dmarc="temperror")
    return replace(found, dmarc="fail") if knows_ip and found.spf in CONCLUSIVE else found


def policy_of(domain: str, lookup: Lookup) -> str:
    """What its DMARC record asks; "" when there is none, or nobody answers."""
    try:
        record = record_of(domain, lookup)
    except UnreachableError:
        return ""
    return record.policy if record else ""
