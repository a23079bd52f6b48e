"""The same message by another way, or a second time, has the same identity. Pure."""

import hashlib
import re
import unicodedata
from datetime import UTC
from email.utils import parsedate_to_datetime

from clew.channels.email.filing.subjects import bare
from clew.channels.email.parsing.parsed import File, Parsed

TOLD = 200  # characters of the text: enough to tell mails apart, before most footers of lists
# What mailing lists and signatures begin with; a list adds its own below.
FOOTER = re.compile(r"^(?:_{20,}|-{20,}|--) ?$", re.MULTILINE)


def identity_of(parsed: Parsed) -> str:
    """Hexadecimal SHA-256. A Message-ID alone is no proof: broken senders use one for ever."""
    rest = [parsed.from_.address.lower(), _date(parsed), bare(parsed.subject), _beginning(parsed)]
    known = [parsed.message_id] if parsed.message_id else ["", *_recipients(parsed)]
    return hashlib.sha256("\x1f".join([*known, *rest]).encode("utf-8", "replace")).hexdigest()


def _date(parsed: Parsed) -> str:
    """As the sender wrote it, also where it is too odd to go by; else when it first travelled."""
    written = parsed.header("Date") or (parsed.date.isoformat() if parsed.date else "")
    if not written and not parsed.message_id:
        written = (parsed.all_headers("Received") or [""])[-1].rpartition(";")[2]
    try:
        moment = parsedate_to_datetime(written)
        return moment.astimezone(UTC).isoformat() if moment.tzinfo else moment.isoformat()
    except (ValueError, TypeError, OverflowError):
        return " ".join(written.split())


def _recipients(parsed: Parsed) -> list[str]:
    return sorted({each.address.lower() for each in [*parsed.to, *parsed.cc]})


def _beginning(parsed: Parsed) -> str:
    text = _flat(parsed.text)
    if footer := FOOTER.search(parsed.text):
        text = _flat(parsed.text[: footer.start()]) or text
    return text[:TOLD] or " ".join(_digest(file) for file in parsed.files)


def _flat(text: str) -> str:
    """Without white space: relays wrap lines anew."""
    return "".join(unicodedata.normalize("NFC", text).split())


def _digest(file: File) -> str:
    return hashlib.sha256(file.content).hexdigest()
