"""Markdown as plain text for people: links written out, long lines wrapped, code left alone."""

import re
from textwrap import wrap

from clew.tickets.pictures import words_for_pictures

WIDTH = 76  # characters: what fits a window of text, also when it is quoted once or twice
FENCE = re.compile(r"\s*(```|~~~)")
UNTOUCHED = re.compile(r"\||    |\t")  # rows of tables and indented code
LEAD = re.compile(r"(?:\s*>)*\s*(?:(?:[-*+]|\d{1,9}[.)])\s+)?")
LINK = re.compile(r'(`[^`]*`)|(?<!!)\[([^\]\n]+)\]\((\S+?)(?:\s+"[^"\n]*")?\)|<(https?://[^>\s]+)>')


def as_text(markdown: str, *, width: int = WIDTH) -> str:
    lines: list[str] = []
    fence = ""
    for line in words_for_pictures(markdown).splitlines():
        found = FENCE.match(line)
        if found and fence in {"", found[1]}:
            fence = "" if fence else found[1]
        if found or fence or UNTOUCHED.match(line):
            lines.append(line)
        else:
            lines += wrapped(LINK.sub(_written_out, line), width)
    return "\n".join(lines)


def wrapped(line: str, width: int = WIDTH) -> list[str]:
    """At spaces only, so that addresses stay whole; quotes stay quotes, items stay below theirs."""
    if len(line) <= width:
        return [line]
    lead = (LEAD.match(line) or [""])[0]
    quotes = lead[: lead.rfind(">") + 1]
    return wrap(
        line[len(lead) :],
        width,
        initial_indent=lead,
        subsequent_indent=quotes + " " * (len(lead) - len(quotes)),
        break_long_words=False,
        break_on_hyphens=False,
    ) or [line]


def _written_out(found: re.Match[str]) -> str:
    code, label, address, bare = found.groups()
    if code or bare:
        return str(code or bare)
    target = address.strip("<>")
    return target if label == target else f"{label} ({target.removeprefix('mailto:')})"
