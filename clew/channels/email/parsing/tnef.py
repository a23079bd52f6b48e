"""winmail.dat: what Outlook wraps when it believes that the other side is Outlook too."""

import logging
from typing import Any, NamedTuple

from tnefparse import TNEF

from clew.channels.email.parsing.charsets import decode
from clew.channels.email.parsing.file_names import TYPES
from clew.channels.email.parsing.parsed import File

SIGNATURE = b"\x78\x9f\x3e\x22"
CID = 0x3712
MIME_TYPE = 0x370E
MAX_FILES = 2_000
MAX_OBJECTS = 20_000
MAX_COPIED = 10_000_000_000  # bytes in all

logging.getLogger("tnefparse").setLevel(logging.CRITICAL)  # what is broken is told in problems


class Unwrapped(NamedTuple):
    text: str
    html: str
    files: list[File]


def unwrapped(content: bytes) -> Unwrapped | None:
    """None when it is broken: then it stays what it is, a file."""
    if not content.startswith(SIGNATURE) or not _is_sane(content):
        return None
    try:
        tnef = TNEF(content, do_checksum=False)
        files = [_file(each) for each in tnef.attachments[:MAX_FILES]]
        return Unwrapped(_text(tnef.body), _text(tnef.htmlbody), [each for each in files if each])
    except Exception:  # noqa: BLE001  the library trusts lengths and tags it is given
        return None


def _is_sane(content: bytes) -> bool:
    """The library copies the rest for every object: a million of them would keep it for hours."""
    at, count = 6, 0
    while at + 12 < len(content) and count <= MAX_OBJECTS:
        at += int.from_bytes(content[at + 5 : at + 9], "little") + 11
        count += 1
    return count <= MAX_OBJECTS and count * len(content) <= MAX_COPIED


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    text = decode(value) if isinstance(value, bytes) else str(value or "")
    return text.replace("\r\n", "\n").strip("\0")


def _file(attachment: Any) -> File:
    given = {
        each.name: _text(each.data)
        for each in attachment.mapi_attrs
        if each.name in (CID, MIME_TYPE)
    }
    name = _text(attachment.long_filename())
    guessed = TYPES.guess_type(name)[0] or "application/octet-stream"
    content = (
        attachment.data if isinstance(attachment.data, bytes) else _text(attachment.data).encode()
    )
    return File(
        name,
        (given.get(MIME_TYPE) or guessed).lower(),
        content,
        cid=given.get(CID, "").strip("<>"),
    )
