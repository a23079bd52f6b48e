"""A parsed mail as programs get it: plain values, and no contents of files."""

from typing import Any

from clew.channels.email.parsing.parsed import Address, Parsed


def as_plain(parsed: Parsed) -> dict[str, Any]:
    """As the API answers it, without what it says of machines."""
    return {
        "from": parsed.from_.address,
        "from_name": parsed.from_.name,
        "to": _addresses(parsed.to),
        "cc": _addresses(parsed.cc),
        "subject": parsed.subject,
        "date": None if parsed.date is None else parsed.date.isoformat(),
        "text": parsed.text,
        "html": parsed.html,
        "reply_text": parsed.reply_text,
        "attachments": [
            {"name": file.name, "type": file.type, "size": len(file.content), "inline": file.inline}
            for file in parsed.files
        ],
    }


def _addresses(given: list[Address]) -> list[str]:
    return [each.address for each in given]
