"""The verdict about one mail, and whether it has to wait for somebody to look."""

from dataclasses import dataclass, replace

import structlog

from clew.channels.email.models import InboundMail, Source
from clew.channels.email.options import CHECK_DNS, TRUSTED_AUTHSERV, TRUSTED_FORWARDERS, listed
from clew.channels.email.parsing.parsed import Parsed
from clew.channels.email.trust import suspecting
from clew.channels.email.trust.authentication_results import believed, server_of
from clew.channels.email.trust.checking import checked, policy_of
from clew.channels.email.trust.domains import domain_of
from clew.channels.email.trust.evidence import Evidence, of_results, weigh
from clew.channels.email.trust.forwarders import vouched
from clew.channels.email.trust.one_header import SAID, is_read_alike, senders_in
from clew.channels.email.trust.received import is_inside, is_public, sender_of
from clew.channels.email.trust.resolving import Lookup, lookup_for_one_mail
from clew.channels.email.trust.tricks import warnings_about
from clew.channels.email.trust.verdict import Verdict
from clew.channels.email.trust.words import said
from clew.core.options import stored, value_of

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Trusted:
    """What the admin set."""

    servers: list[str]
    forwarders: list[str]
    asks_dns: bool


def trusted() -> Trusted:
    options = (TRUSTED_AUTHSERV, TRUSTED_FORWARDERS, CHECK_DNS)
    values = stored([each.key for each in options])
    return Trusted(
        servers=listed(value_of(TRUSTED_AUTHSERV, values)),
        forwarders=listed(value_of(TRUSTED_FORWARDERS, values)),
        asks_dns=value_of(CHECK_DNS, values),
    )


def judge(mail: InboundMail, raw: bytes, parsed: Parsed) -> Verdict:
    """May ask DNS, with a short time limit; never raises."""
    try:
        return judged(mail, raw, parsed, trusted(), lookup_for_one_mail())
    except Exception:
        log.exception("mail.not_judged", mail=str(mail.stable_id))
        return Verdict(said="It could not be checked where it comes from: a fault of ours.")


def suspicion(mail: InboundMail, parsed: Parsed, verdict: Verdict) -> str:
    """The slug of the reason to suspend this mail for, or ""."""
    return suspecting.suspicion(mail, parsed, verdict)


def judged(
    mail: InboundMail, raw: bytes, parsed: Parsed, given: Trusted, lookup: Lookup
) -> Verdict:
    warnings = warnings_about(parsed)
    domain = domain_of(parsed.from_.address)
    if len(parsed.all_headers("from")) > 1 or len(senders_in(raw)) > 1:
        several = "It names several senders, of which no more than one can be true."
        return Verdict(result="fail", said=" ".join([several, *warnings]))
    if not domain or not parsed.header("from"):  # of a Sender line alone nothing is proven
        return Verdict(said=" ".join(["It names no sender.", *warnings]))
    if not is_read_alike(raw):
        return Verdict(said=" ".join([SAID, *warnings]), offered=_offered(parsed))
    evidence = _evidence(mail, raw, parsed, given, lookup)
    verdict = weigh(evidence, domain)
    if verdict.dmarc == "fail" and not verdict.policy and given.asks_dns:
        verdict = replace(verdict, policy=policy_of(domain, lookup))
    words = [said(verdict, evidence, domain), *warnings]
    return replace(verdict, said=" ".join(words), offered=_offered(parsed))


def _offered(parsed: Parsed) -> str:
    """Shown to admins, who may want to name it."""
    topmost = parsed.header("authentication-results")
    return server_of(topmost)[:253]


def _evidence(
    mail: InboundMail, raw: bytes, parsed: Parsed, given: Trusted, lookup: Lookup
) -> Evidence:
    """Of a believed server; else our own. A forwarder's counts where that proves nothing."""
    domain = domain_of(parsed.from_.address)
    ip, helo = _sent_from(mail, parsed, given)
    evidence = _of_server(mail, parsed, given, domain)
    if evidence is None and given.asks_dns:
        envelope = mail.envelope_from
        evidence = checked(raw, domain, ip=ip, envelope_from=envelope, helo=helo, lookup=lookup)
    evidence = evidence or Evidence(by="")
    if weigh(evidence, domain).result == "pass":
        return evidence
    results = vouched(
        raw, parsed.headers, ip=mail.client_ip, trusted=given.forwarders, lookup=lookup
    )
    forwarded = of_results(results, domain) if results else None
    return forwarded if forwarded and weigh(forwarded, domain).is_proven else evidence


def _of_server(mail: InboundMail, parsed: Parsed, given: Trusted, domain: str) -> Evidence | None:
    """Whoever speaks to our listener from the internet writes every header of it."""
    direct = mail.source in (Source.SMTP, Source.LMTP) and is_public(mail.client_ip or "")
    if direct and not is_inside(mail.client_ip, given.forwarders):
        return None
    results = believed(parsed.headers, given.servers)
    return of_results(results, domain) if results else None


def _sent_from(mail: InboundMail, parsed: Parsed, given: Trusted) -> tuple[str | None, str]:
    """Who handed the mail to the outermost server of ours; behind a relay, its lines say it."""
    if mail.client_ip and is_public(mail.client_ip):
        behind = is_inside(mail.client_ip, given.forwarders)
        return (None, "") if behind else (mail.client_ip, mail.helo)
    ip, helo = sender_of(parsed.headers, given.servers)
    return (ip or None, helo)
