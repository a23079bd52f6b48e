"""Why a mail waits for somebody to look, in the order of the reasons' numbers."""

from collections.abc import Callable

from django.db.models import QuerySet, TextField
from django.db.models.functions import Lower

from clew.channels.email import addressing
from clew.channels.email.models import BlockedSender, InboundMail
from clew.channels.email.options import TRUSTED_AUTHSERV, listed
from clew.channels.email.parsing.parsed import Parsed
from clew.channels.email.trust.domains import domain_of
from clew.channels.email.trust.received import above_outside
from clew.channels.email.trust.verdict import Verdict
from clew.core.kept import Given, kept
from clew.people.models import Staff
from clew.people.staff_queries import active_staff

Check = Callable[[InboundMail, Parsed, Verdict], bool]
SPAM = "x-spam-flag"


def suspicion(mail: InboundMail, parsed: Parsed, verdict: Verdict) -> str:
    return next((slug for slug, check in CHECKS if check(mail, parsed, verdict)), "")


def patterns_of(address: str) -> list[str]:
    """What would block this address: itself, its domain, and those above it."""
    address = address.strip().lower()
    labels = domain_of(address).split(".")
    above = ["@" + ".".join(labels[at:]) for at in range(len(labels) - 1)]
    return [address, *above] if address else []


def is_blocked(address: str) -> bool:
    return BlockedSender.objects.filter(pattern__in=patterns_of(address)).exists()


def _claims_staff(mail: InboundMail, parsed: Parsed, verdict: Verdict) -> bool:  # noqa: ARG001  one shape
    if verdict.is_proven or not parsed.from_.address:
        return False
    return bool(kept("staff with an email", _staff).rows(email=parsed.from_.address.lower()))


def _staff() -> QuerySet[Staff]:
    lower = active_staff().alias(lower=Lower("email"))
    return lower.filter(lower=Given("email", TextField())).only("pk").order_by("pk")


def _dmarc_failed(mail: InboundMail, parsed: Parsed, verdict: Verdict) -> bool:  # noqa: ARG001  one shape
    asks = verdict.policy in ("quarantine", "reject")
    return verdict.result == "fail" and verdict.dmarc == "fail" and asks


def _claims_us(mail: InboundMail, parsed: Parsed, verdict: Verdict) -> bool:  # noqa: ARG001  one shape
    """With our mark it is our own mail, and was recognised before."""
    sender = parsed.from_.address
    return bool(sender) and not verdict.is_proven and addressing.is_ours(sender)


def _blocked(mail: InboundMail, parsed: Parsed, verdict: Verdict) -> bool:  # noqa: ARG001  one shape
    return is_blocked(parsed.from_.address)


def _no_sender(mail: InboundMail, parsed: Parsed, verdict: Verdict) -> bool:  # noqa: ARG001  one shape
    """A report about mail of ours needs none."""
    return not addressing.is_deliverable(parsed.from_.address) and not parsed.report_type


def _marked_spam(mail: InboundMail, parsed: Parsed, verdict: Verdict) -> bool:  # noqa: ARG001  one shape
    if not parsed.header(SPAM):
        return False
    trusted = listed(TRUSTED_AUTHSERV.value())
    ours = above_outside(parsed.headers, trusted)
    marked = any(name.lower() == SPAM and value.strip().upper() == "YES" for name, value in ours)
    return bool(trusted) and marked


CHECKS: tuple[tuple[str, Check], ...] = (
    ("claims_staff", _claims_staff),
    ("dmarc_failed", _dmarc_failed),
    ("claims_us", _claims_us),
    ("blocked_sender", _blocked),
    ("no_sender", _no_sender),
    ("marked_spam", _marked_spam),
)
