"""What DNS says about a domain of ours, and what it should say."""

import contextlib
import ipaddress
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings

from clew.channels.email.models import SigningKey
from clew.channels.email.outgoing.signing import dns_record
from clew.channels.email.setup.findings import Finding
from clew.channels.email.trust.dmarc_record import record_of, tags_of
from clew.channels.email.trust.domains import organisation
from clew.channels.email.trust.resolving import Lookup, UnreachableError, lookup_for_one_mail
from clew.channels.email.trust.spf_result import spf_of

COUNTED = ("include:", "redirect=", "exists:", "a", "mx", "ptr")
MOST_LOOKUPS = 10  # RFC 7208, 4.6.4
SECONDS = 10.0
OUT_OF_REACH = "DNS cannot be reached from here, so this could not be looked up."
ASK_ELSEWHERE = "Look it up from another machine, or set CLEW_DNS to a server that answers."


def findings(domain: str, lookup: Lookup | None = None) -> list[Finding]:
    """Of SPF, DKIM, DMARC and MX, in this order. Never raises."""
    ask = lookup or lookup_for_one_mail(SECONDS)
    looks: tuple[tuple[str, Callable[[str, Lookup], Finding]], ...] = (
        ("SPF", _spf),
        ("DKIM", _dkim),
        ("DMARC", _dmarc),
        ("MX", _mx),
    )
    return [_found(what, look, domain, ask) for what, look in looks]


def suggested_spf() -> str:
    """A beginning: which include is right only the mail provider knows."""
    host = urlsplit(settings.EMAIL_URL).hostname or ""
    if _is_address(host):
        return f"v=spf1 ip{'6' if ':' in host else '4'}:{host} ~all"
    named = organisation(host) if "." in host else "mail.provider.example"
    return f"v=spf1 include:{named} ~all"


def suggested_dmarc(domain: str) -> str:
    return f"v=DMARC1; p=none; rua=mailto:dmarc@{domain}"


def _found(what: str, look: Callable[[str, Lookup], Finding], domain: str, ask: Lookup) -> Finding:
    try:
        return look(domain, ask)
    except UnreachableError:
        return Finding(what, "unknown", OUT_OF_REACH, ASK_ELSEWHERE)


def _spf(domain: str, ask: Lookup) -> Finding:
    records = [text for text in ask(domain, "TXT") if text.lower().startswith("v=spf1")]
    if not records:
        said = f"{domain} does not say which servers may send for it."
        advice = "Many receivers treat such mail as spam. Ask your mail provider for its include."
        return Finding("SPF", "warn", said, advice, suggested_spf(), domain)
    record = records[0]
    if len(records) > 1:
        advice = "Receivers ignore all of them. Merge them into one."
        return Finding("SPF", "fail", f"There are {len(records)} SPF records.", advice)
    if "+all" in record.split() or "all" in record.split():
        advice = "Everybody may send for you. End it with ~all or -all."
        return Finding("SPF", "fail", f"It ends with +all: {record}", advice)
    if (count := _lookups(record, ask, set())) > MOST_LOOKUPS:
        advice = "Receivers stop after 10 and refuse it. Remove what you no longer send from."
        return Finding("SPF", "fail", f"It needs {count} lookups: {record}", advice)
    return _spf_of_our_server(domain, record, ask)


def _spf_of_our_server(domain: str, record: str, ask: Lookup) -> Finding:
    host = urlsplit(settings.EMAIL_URL).hostname or ""
    addresses = [host] if _is_address(host) else ask(host, "A") if host else []
    sender = f"postmaster@{domain}"
    allowed = [
        ip
        for ip in addresses
        if spf_of(ip=ip, envelope_from=sender, helo=host, lookup=ask)[0] == "pass"
    ]
    if allowed:
        return Finding("SPF", "ok", f"{host} may send for {domain}: {record}")
    if not addresses:
        return Finding("SPF", "unknown", record, "Which servers send for you is not known here.")
    return Finding(
        "SPF",
        "warn",
        f"It does not name {host}: {record}",
        "If your provider sends from other servers than that one, ask it for its include."
        " The test mail shows how it went.",
    )


def _is_address(host: str) -> bool:
    with contextlib.suppress(ValueError):
        return bool(ipaddress.ip_address(host))
    return False


def _lookups(record: str, ask: Lookup, seen: set[str]) -> int:
    count = 0
    for term in record.lower().split()[1:]:
        plain = term.lstrip("+-~?")
        name = plain.partition(":")[0].partition("/")[0]
        if not (plain.startswith(COUNTED[:3]) or name in COUNTED[3:]):
            continue
        count += 1
        target = plain.partition("=" if plain.startswith("redirect=") else ":")[2]
        if plain.startswith(COUNTED[:2]) and target not in seen and len(seen) < MOST_LOOKUPS:
            seen.add(target)
            texts = [text for text in ask(target, "TXT") if text.lower().startswith("v=spf1")]
            count += sum(_lookups(text, ask, seen) for text in texts[:1])
    return count


def _dkim(domain: str, ask: Lookup) -> Finding:
    key = SigningKey.objects.filter(domain=domain).order_by("-active", "-pk").first()
    if key is None:
        said = "Clew does not sign mail of this domain."
        return Finding("DKIM", "unknown", said, "Fine if your mail server does. Else make a key.")
    name, value = dns_record(key)
    published = ["".join(tags_of(text).get("p", "").split()) for text in ask(name, "TXT")]
    if key.public_key in published:
        if key.active:
            return Finding("DKIM", "ok", f"{name} holds our key, and mail is signed with it.")
        advice = "Press “Sign with this key”."
        return Finding("DKIM", "warn", f"{name} holds our key. Nothing is signed yet.", advice)
    said = f"{name} holds another key." if published else f"There is nothing at {name}."
    if key.active:
        advice = "What we sign is refused as forged. Put this there, or stop signing."
        return Finding("DKIM", "fail", said, advice, value, name)
    return Finding("DKIM", "warn", said, "Put this there, then start signing.", value, name)


def _dmarc(domain: str, ask: Lookup) -> Finding:
    record = record_of(domain, ask)
    if record is None:
        said = f"{domain} does not say what to do with mail that pretends to be yours."
        advice = "Begin with p=none, which only reports; change it once SPF and DKIM are green."
        name = f"_dmarc.{organisation(domain)}"
        return Finding("DMARC", "warn", said, advice, suggested_dmarc(domain), name)
    if record.policy == "none":
        said = "Forgeries are reported and not refused (p=none)."
        advice = "Change it to p=quarantine once your own mail passes everywhere."
        return Finding("DMARC", "warn", said, advice)
    return Finding("DMARC", "ok", f"Forgeries are to be refused or set aside (p={record.policy}).")


def _mx(domain: str, ask: Lookup) -> Finding:
    servers = sorted(ask(domain, "MX"), key=lambda each: int(each.split()[0] or 0))
    names = [each.partition(" ")[2].rstrip(".") for each in servers]
    if not names:
        if ask(domain, "A"):
            said = f"There is no MX record; mail goes to the host {domain} itself."
            return Finding("MX", "warn", said, "Name the server that takes your mail.")
        said = f"No server takes mail for {domain}, so replies cannot arrive."
        return Finding("MX", "fail", said, "Add an MX record for the server that takes your mail.")
    if names == [""]:
        advice = "Customers cannot answer. Replace the record “.” by your mail server."
        return Finding("MX", "fail", f"{domain} says that it takes no mail at all.", advice)
    return Finding("MX", "ok", f"{', '.join(names[:3])} {_takes(names)} mail for {domain}.")


def _takes(names: list[str]) -> str:
    return "takes" if len(names) == 1 else "take"
