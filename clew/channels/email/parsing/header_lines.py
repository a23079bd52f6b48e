"""Where the header ends, and its lines: also when they were written badly or with malice."""

import re

Field = tuple[str, bytes]  # name as written, value unfolded

MAX_FIELDS = 20_000
MAX_VALUE = 100_000
NAME = re.compile(rb"([\x21-\x39\x3b-\x7e]{1,200})[ \t]*:")
# A text may begin with a word and a colon; a header goes on with names like these.
KNOWN = re.compile(
    rb"(?i)(received|return-path|delivered-to|from|to|cc|bcc|subject|date|message-id|reply-to|"
    rb"sender|in-reply-to|references|mime-version|list-[a-z-]+|content-[a-z-]+|x-[a-z0-9-]+|"
    rb"dkim-signature|authentication-results|auto-submitted|precedence)[ \t]*:"
)
LOOK_AHEAD = 6


def with_line_ends(raw: bytes) -> bytes:
    """Old programs end lines with CR alone; only a mail without any LF is read so."""
    return raw.replace(b"\r", b"\n") if b"\n" not in raw and b"\r" in raw else raw


def split(raw: bytes, start: int, end: int, problems: list[str]) -> tuple[list[Field], int]:
    """The header's fields, the topmost first, and where the body begins."""
    fields: list[tuple[str, list[bytes]]] = []
    while start < end:
        after = end_of_line(raw, start, end)
        line = raw[start:after].rstrip(b"\r\n")
        if not line.strip(b" \t\0"):
            start = after
            break
        if line[:1] in b" \t" and fields:
            fields[-1][1].append(line)
        elif not _take(line, fields):
            if not _header_goes_on(raw, after, end):
                problems.append("No empty line parts its header from its text.")
                break
            problems.append("A line of its header is neither a field nor the rest of one.")
            if fields:
                fields[-1][1].append(b" " + line)
            else:
                fields.append(("X-Unreadable", [line]))
        start = after
    return _whole(fields, problems), start


def start_of_header(raw: bytes) -> int:
    """Behind empty lines, a byte order mark, and the line that mailbox files put first."""
    start = 3 if raw.startswith(b"\xef\xbb\xbf") else 0
    while start < len(raw) and raw[start] in b"\r\n":
        start += 1
    while raw[start : start + 6].lstrip(b">").startswith(b"From "):
        after = end_of_line(raw, start, len(raw))
        if after == len(raw):  # there is nothing else
            break
        start = after
    return start


def end_of_line(raw: bytes, start: int, end: int) -> int:
    found = raw.find(b"\n", start, end)
    return end if found < 0 else found + 1


def _take(line: bytes, fields: list[tuple[str, list[bytes]]]) -> bool:
    found = NAME.match(line)
    if not found:
        return False
    fields.append((found[1].decode("ascii"), [line[found.end() :]]))
    return True


def _header_goes_on(raw: bytes, start: int, end: int) -> bool:
    """Whether one of the next lines, before an empty one, is surely a field."""
    for _ in range(LOOK_AHEAD):
        after = end_of_line(raw, start, end)
        line = raw[start:after]
        if not line.strip():
            return False
        if KNOWN.match(line):
            return True
        start = after
    return False


def _whole(fields: list[tuple[str, list[bytes]]], problems: list[str]) -> list[Field]:
    if len(fields) > MAX_FIELDS:
        problems.append(f"It has {len(fields):,} header fields; the first {MAX_FIELDS:,} are read.")
    whole = [(name, b"".join(lines).strip()) for name, lines in fields[:MAX_FIELDS]]
    if any(len(value) > MAX_VALUE for _, value in whole):
        problems.append(f"A header field is longer than {MAX_VALUE:,} bytes; its rest is left out.")
    return [(name, value[:MAX_VALUE]) for name, value in whole]
