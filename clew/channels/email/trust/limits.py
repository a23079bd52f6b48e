"""What of a mail is looked at for signatures: their library takes its time with what is monstrous.

It joins folded lines one by one, and holds each line of the text as an object of its own.
"""

import re

HEAD_BYTES, HEAD_LINES = 256 * 1024, 3_000
LINES = 1_000_000  # 50 MB of attachments have 660,000
LARGE = 1024 * 1024  # bytes; of what is larger fewer signatures are checked
END_OF_HEAD = re.compile(rb"\r?\n\r?\n")


def can_be_checked(raw: bytes) -> bool:
    end = END_OF_HEAD.search(raw, 0, HEAD_BYTES)
    if end is None and len(raw) > HEAD_BYTES:
        return False
    head = raw.count(b"\n", 0, end.start() if end else len(raw))
    return head <= HEAD_LINES and raw.count(b"\n") <= LINES
