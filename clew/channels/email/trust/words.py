"""A verdict as an agent reads it. Pure."""

from clew.channels.email.trust.evidence import Evidence
from clew.channels.email.trust.verdict import Verdict

SPF = {
    "pass": "a server of {spf_domain} sent it (SPF)",
    "fail": "the server that sent it may not send for {spf_domain} (SPF fail)",
    "softfail": "the server that sent it should not send for {spf_domain} (SPF softfail)",
}
ASKS = {
    "reject": " {domain} asks others to refuse such mail.",
    "quarantine": " {domain} asks others to treat such mail with suspicion.",
}


def said(verdict: Verdict, evidence: Evidence, domain: str) -> str:
    if verdict.result == "pass":
        return f"Proven to come from {domain}: {_proof(evidence, domain)}.{_by(evidence)}"
    if verdict.result == "fail":
        asks = ASKS.get(verdict.policy, "").format(domain=domain)
        why = "; ".join(_failures(evidence, domain))
        return f"Nothing proves that it comes from {domain}: {why}.{asks}{_by(evidence)}"
    return f"It is not known whether it comes from {domain}: {_unknown(evidence)}.{_by(evidence)}"


def _proof(evidence: Evidence, domain: str) -> str:
    if signers := evidence.signers(domain):
        return f"{signers[0]} signed it (DKIM)"
    if evidence.is_sent_from(domain):
        return SPF["pass"].format(spf_domain=evidence.spf_domain)
    return "it passed the checks of its domain (DMARC)"


def _failures(evidence: Evidence, domain: str) -> list[str]:
    found = [_about_signature(signer, result, domain) for signer, result in evidence.dkim[:3]]
    if not evidence.dkim:
        found = ["it carries no signature"]
    if evidence.spf in SPF:
        spf = SPF[evidence.spf].format(spf_domain=evidence.spf_domain or "the envelope's domain")
        found.append(spf)
    return [each for each in found if each] + [note.rstrip(".") for note in evidence.notes]


def _about_signature(signer: str, result: str, domain: str) -> str:
    who = signer or "somebody"
    if result == "pass":
        return f"{who} signed it, which does not stand for {domain}"
    if result == "temperror":
        return f"the key of {who} could not be looked up"
    return f"the signature of {who} does not fit (DKIM {result})"


def _unknown(evidence: Evidence) -> str:
    if evidence.dmarc == "temperror" or any(result == "temperror" for _, result in evidence.dkim):
        return "DNS could not be asked"
    if not evidence.by:
        return "no server that you believe has judged it, and Clew was told not to ask DNS"
    if not evidence.spf_domain:
        return "it carries no signature, and which server sent it is not known here"
    return "it carries no signature, and its domain says nothing about who may send for it"


def _by(evidence: Evidence) -> str:
    return "" if evidence.by == "Clew" or not evidence.by else f" So says {evidence.by}."
