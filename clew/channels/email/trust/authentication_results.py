"""What a mail server before us found out about a mail (RFC 8601). Pure.

Anybody can write such a header. Only the topmost is believed, and only from a server that the
admin named: it stands above everything that came from outside.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

HEADER, RECEIVED = "authentication-results", "received"
COMMENT = re.compile(r"\((?P<said>(?:[^()\\]|\\.)*)\)")
METHOD = re.compile(
    r"^(?P<method>[a-z][a-z0-9-]*)(?:\s*/\s*\d+)?\s*=\s*(?P<result>[a-z]+)", re.IGNORECASE
)
PROPERTY = re.compile(
    r"(?P<kind>[a-z]+)\s*\.\s*(?P<name>[a-z0-9_-]+)\s*=\s*(?P<value>\"[^\"]*\"|[^\s;]+)",
    re.IGNORECASE,
)
ASKED = re.compile(r"\bp\s*=\s*(none|quarantine|reject)\b", re.IGNORECASE)
MOST = 8_000  # characters of one header that are read
MOST_HEADERS = 20


@dataclass(frozen=True)
class Found:
    """One method's result: ``dkim=pass header.d=heron.example``."""

    method: str
    result: str
    properties: dict[str, str] = field(default_factory=dict)
    policy: str = ""  # of a DMARC record, when the server said it

    def of(self, *names: str) -> str:
        return next((found for name in names if (found := self.properties.get(name, ""))), "")


@dataclass(frozen=True)
class Results:
    server: str  # the authserv-id
    found: list[Found]


def read(value: str) -> Results:
    """As much as can be understood; a broken header gives no results."""
    text, comments = _without_comments(" ".join(value[:MOST].split()))
    server, *parts = _parts(text)
    name = _name(server)
    if "=" in name:  # some servers leave their name out
        parts, name = [server, *parts], ""
    read_parts = (_found(part, comments) for part in parts)
    return Results(name, [each for each in read_parts if each])


def server_of(value: str) -> str:
    """Who says that it wrote this header."""
    name = _name(_parts(_without_comments(" ".join(value[:MOST].split()))[0])[0])
    return "" if "=" in name else name


def believed(headers: Iterable[tuple[str, str]], trusted: Collection[str]) -> Results | None:
    """Of the topmost such header, and of those of the same server right below it."""
    results: Results | None = None
    count = 0
    for name, value in headers:
        if results and name.lower() == RECEIVED:
            break
        if name.lower() != HEADER:
            continue
        count += 1
        if count > MOST_HEADERS:
            break
        each = read(value)
        if results is None:
            if each.server not in trusted:
                return None
            results = each
        elif each.server == results.server:
            # Only of what it has not said yet: one further down may be forged in its name.
            said = {one.method for one in results.found}
            found = [one for one in each.found if one.method not in said]
            results = Results(results.server, results.found + found)
    return results


def _without_comments(text: str) -> tuple[str, dict[str, str]]:
    """Comments become marks, so that no text inside them looks like a result."""
    kept: dict[str, str] = {}

    def keep(match: re.Match[str]) -> str:
        mark = f"\x00{len(kept)}\x00"
        kept[mark] = match["said"]
        return f" {mark} "

    before, quoted = None, text.replace("\x00", "")
    while before != quoted and len(kept) < 200:  # noqa: PLR2004  nested comments, inside out
        before, quoted = quoted, COMMENT.sub(keep, quoted)
    return quoted, kept


def _name(start: str) -> str:
    words = start.split()
    return words[0].strip('"').lower() if words else ""


def _parts(text: str) -> list[str]:
    """At semicolons outside quotes."""
    parts, start, inside = [], 0, False
    for at, letter in enumerate(text):
        if letter == '"':
            inside = not inside
        elif letter == ";" and not inside:
            parts.append(text[start:at].strip())
            start = at + 1
    return [*parts, text[start:].strip()]


def _found(part: str, comments: dict[str, str]) -> Found | None:
    match = METHOD.match(re.sub(r"\x00\d+\x00", " ", part).strip())
    if not match:
        return None
    said = " ".join(comments[mark] for mark in re.findall(r"\x00\d+\x00", part))
    plain = re.sub(r"\x00\d+\x00", " ", part)
    properties = {
        f"{each['kind']}.{each['name']}".lower(): each["value"].strip('"').lower()
        for each in PROPERTY.finditer(plain)
    }
    asked = properties.get("policy.dmarc", "") or "".join(ASKED.findall(said)[:1]).lower()
    return Found(match["method"].lower(), match["result"].lower(), properties, asked)
