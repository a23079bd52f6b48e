"""What a mail says, whether it comes from whom it says, and whether a person wrote it."""

from dataclasses import dataclass

from clew.channels.email import addressing
from clew.channels.email.filing.identity import identity_of
from clew.channels.email.machines.nature import Nature, nature_of
from clew.channels.email.models import InboundMail
from clew.channels.email.parsing.isolated import parse_isolated
from clew.channels.email.parsing.parsed import Parsed
from clew.channels.email.trust.judging import judge
from clew.channels.email.trust.verdict import Verdict


@dataclass(frozen=True)
class Understood:
    raw: bytes
    parsed: Parsed
    verdict: Verdict
    nature: Nature


SUMMARY = (
    "header_id",
    "identity",
    "from_name",
    "from_address",
    "to",
    "subject",
    "auto",
    "is_bounce",
    "verdict",
)


def understand(mail: InboundMail, raw: bytes) -> Understood:
    """Writes nothing. Raises ParsingError."""
    parsed = parse_isolated(raw)
    own = addressing.installation()
    return Understood(
        raw=raw,
        parsed=parsed,
        verdict=_verdict(mail, raw, parsed),
        nature=nature_of(parsed, envelope_from=mail.envelope_from, own_mark=own),
    )


def _verdict(mail: InboundMail, raw: bytes, parsed: Parsed) -> Verdict:
    """What was found out once stays: keys in DNS are changed, and an import knows more than we."""
    if mail.verdict and mail.verdict["result"] != "none":
        return Verdict(**mail.verdict)
    return judge(mail, raw, parsed)


def summarise(mail: InboundMail, understood: Understood) -> None:
    """Onto the row, as lists show it; not saved."""
    parsed, nature = understood.parsed, understood.nature
    summarise_headers(mail, parsed)
    mail.identity = identity_of(parsed)
    mail.auto = nature.auto
    mail.is_bounce = nature.bounce is not None
    mail.verdict = understood.verdict.as_json()


def summarise_headers(mail: InboundMail, parsed: Parsed) -> None:
    mail.header_id = _fitting(parsed.message_id, 500)
    mail.from_name = _fitting(parsed.from_.name, 200)
    mail.from_address = _fitting(parsed.from_.address, 320)
    mail.to = _fitting(", ".join(each.address for each in parsed.to), 500)
    mail.subject = _fitting(parsed.subject, 300)


def _fitting(text: str, most: int) -> str:
    return addressing.one_line(text)[:most]
