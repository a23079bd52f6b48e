"""A customer's mail that one of us forwards: it is the customer's, and a note says who sent it on.

Only of proven staff: anybody else could put words into the mouth of whom they like.
"""

from dataclasses import dataclass

import msgspec

from clew.channels.email.filing.following import is_ours
from clew.channels.email.filing.forwarded_text import forwarded_in
from clew.channels.email.filing.letter import Letter
from clew.channels.email.filing.requester import is_usable
from clew.channels.email.filing.subjects import is_forward, without_prefixes
from clew.channels.email.parsing.isolated import ParsingError, parse_isolated
from clew.channels.email.parsing.parsed import Parsed
from clew.channels.email.parsing.words import html_of_text
from clew.people.models import Staff

WHOLE = "message/rfc822"


@dataclass(frozen=True)
class Forward:
    """``mail`` as the customer wrote it, ``above`` what the agent wrote over it."""

    mail: Parsed
    above: str


def forward_of(letter: Letter) -> Forward | None:
    """None when it is no forward, or nobody tells whose mail it was."""
    if letter.staff is None or (letter.parsed.in_reply_to and not is_forward(letter.subject)):
        return None
    found = _attached(letter.parsed) or _written(letter)
    return found if found and _is_of_a_customer(found.mail.from_.address) else None


def _attached(parsed: Parsed) -> Forward | None:
    """The one mail that is attached, as it was."""
    mails = [each for each in parsed.files if each.type.lower() == WHOLE]
    if len(mails) != 1:
        return None
    try:
        inner = parse_isolated(mails[0].content)
    except ParsingError:
        return None
    return Forward(inner, parsed.reply_text.strip() or parsed.text.strip())


def _written(letter: Letter) -> Forward | None:
    """In the text, below a few lines that say from whom and when."""
    if not is_forward(letter.subject):
        return None
    found = forwarded_in(letter.parsed.text)
    if found is None:
        return None
    mail = msgspec.structs.replace(
        letter.parsed,
        from_=found.sender,
        subject=found.subject or without_prefixes(letter.subject),
        text=found.text,
        html="",
        reply_text=found.text,
        reply_html=html_of_text(found.text),
        to=[],
        cc=[],
        reply_to=[],
    )
    return Forward(mail, found.above)


def _is_of_a_customer(address: str) -> bool:
    if not is_usable(address) or is_ours(address):
        return False
    return not Staff.objects.filter(email__iexact=address, is_active=True).exists()
