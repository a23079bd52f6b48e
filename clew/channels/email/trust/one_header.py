"""Whether other programs find the same header in a mail as we do. Pure.

Signatures, and findings of a server before us, prove the header that they read. A line of blanks
ends it for us and goes on for them; ``From :`` is a field for some and none for others. Whoever
writes such mail can show another sender than the one that is proven.
"""

import re

from clew.channels.email.parsing.addresses import addresses_of
from clew.channels.email.parsing.header_lines import NAME, split, start_of_header
from clew.channels.email.trust.limits import HEAD_BYTES

LINE_END = re.compile(rb"\r?\n")
EMPTY_LINE = re.compile(rb"(?:\A|\n)\r?\n")
SAID = "Programs read its header in different ways, so nothing proves its sender."


def senders_in(raw: bytes) -> set[str]:
    """Whom its From lines name: a signature is about all of them, and we show the first."""
    fields, _ = split(raw, start_of_header(raw), len(raw), [])
    written = [value for name, value in fields if name.lower() == "from"]
    return {each.address for value in written for each in addresses_of(value) if each.address}


def is_read_alike(raw: bytes) -> bool:
    empty = EMPTY_LINE.search(raw, 0, HEAD_BYTES)
    if empty is None and len(raw) > HEAD_BYTES:
        return False
    end = empty.end() if empty else len(raw)
    fields, start = split(raw, start_of_header(raw), len(raw), [])
    ours = [name.lower() for name, _ in fields]
    return ours == _names(raw[:end]) and not raw[min(start, end) : max(start, end)].strip()


def _names(head: bytes) -> list[str]:
    """As the standard has it: a field begins each line that does not begin with a blank."""
    lines = LINE_END.split(head)
    found = (NAME.match(line) for line in lines if line[:1] not in {b" ", b"\t"})
    return [each[1].decode("ascii").lower() for each in found if each]
