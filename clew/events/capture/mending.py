"""What SDKs write that is not quite JSON, made JSON: one broken letter must not cost a batch.

Browsers escape half of an emoji that some code cut in two, Python writes NaN, and old clients
send Latin-1. The events are sound otherwise, and a sender does not repeat what was answered 400.
"""

import re

MOST = 512 * 1024  # bytes; mending takes ten times as long as reading, and strangers ask for it
MARK = b"\xef\xbb\xbf"  # of byte order
ESCAPES = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # a pair
    rb"|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\."
)
NO_NUMBER = re.compile(rb'"(?:[^"\\]|\\.)*+"?|(-?\b(?:NaN|Infinity)\b)')


def mended(text: bytes) -> bytes:
    """The text with U+FFFD for what is no letter, and null for what is no number."""
    if len(text) > MOST:
        return text
    whole = text.removeprefix(MARK).decode("utf-8", "replace").encode()
    whole = ESCAPES.sub(lambda found: b"\\ufffd" if found[1] else found[0], whole)
    if b"NaN" in whole or b"Infinity" in whole:
        whole = NO_NUMBER.sub(lambda found: b"null" if found[1] else found[0], whole)
    return whole
