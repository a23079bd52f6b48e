"""What is known about where a mail comes from, and what it comes to. Pure."""

from dataclasses import dataclass, field

from clew.channels.email.trust.authentication_results import Results
from clew.channels.email.trust.domains import aligned, domain_of
from clew.channels.email.trust.verdict import Result, Verdict

CHECKED_SPF = {"pass", "fail", "softfail", "neutral", "hardfail"}
CHECKED_DKIM = {"pass", "fail", "neutral", "policy", "permerror"}


@dataclass(frozen=True)
class Evidence:
    """``dmarc`` is what a believed server said, or what our own check came to; "" unknown."""

    by: str
    spf: str = "none"
    spf_domain: str = ""
    dkim: list[tuple[str, str]] = field(default_factory=list)  # domain, result
    dmarc: str = ""
    policy: str = ""
    strict_dkim: bool = False
    strict_spf: bool = False
    notes: list[str] = field(default_factory=list)  # why something proves nothing

    def signers(self, domain: str) -> list[str]:
        """Domains of right signatures that stand for ``domain``."""
        return [
            signer
            for signer, result in self.dkim
            if result == "pass" and aligned(signer, domain, strict=self.strict_dkim)
        ]

    def is_sent_from(self, domain: str) -> bool:
        return self.spf == "pass" and aligned(self.spf_domain, domain, strict=self.strict_spf)

    @property
    def is_conclusive(self) -> bool:
        return self.spf in CHECKED_SPF or any(result in CHECKED_DKIM for _, result in self.dkim)


def of_results(results: Results, domain: str) -> Evidence | None:
    """What a server wrote down; None when it says nothing about the sender."""
    spf = next((each for each in results.found if each.method == "spf"), None)
    dmarc = next((each for each in results.found if each.method == "dmarc"), None)
    dkim = [each for each in results.found if each.method == "dkim"]
    if not (spf or dmarc or dkim):
        return None
    about = dmarc.of("header.from") if dmarc else ""
    is_about_it = not about or aligned(about, domain)
    sent_by = spf.of("smtp.mailfrom", "smtp.mail", "smtp.helo") if spf else ""
    return Evidence(
        by=results.server,
        spf=spf.result if spf else "none",
        spf_domain=domain_of(sent_by) or sent_by,
        dkim=[(_signer(each.of("header.d", "header.i")), each.result) for each in dkim],
        dmarc=dmarc.result if dmarc and is_about_it else "",
        policy=dmarc.policy if dmarc and is_about_it else "",
    )


def _signer(text: str) -> str:
    return domain_of(text) or text.lstrip("@")


def weigh(evidence: Evidence, domain: str) -> Verdict:
    """Without words."""
    return Verdict(
        result=_result(evidence, domain),
        spf=evidence.spf,
        dkim=_best([result for _, result in evidence.dkim], evidence.signers(domain)),
        dmarc=evidence.dmarc or "none",
        policy=evidence.policy,
        by=evidence.by,
    )


def _result(evidence: Evidence, domain: str) -> Result:
    if evidence.dmarc in ("pass", "fail"):
        return "pass" if evidence.dmarc == "pass" else "fail"
    if evidence.signers(domain) or evidence.is_sent_from(domain):
        return "pass"
    return "fail" if evidence.is_conclusive else "none"


def _best(results: list[str], signers: list[str]) -> str:
    if signers or "pass" in results:
        return "pass"
    return results[0] if results else "none"
