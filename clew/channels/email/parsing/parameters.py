"""Content-Type and Content-Disposition: the value and its parameters (RFC 2045, 2231)."""

import re
from urllib.parse import unquote_to_bytes

from clew.channels.email.parsing.charsets import decode
from clew.channels.email.parsing.header_words import decode_words, one_line, plain

PARAMETER = re.compile(
    r"""[;\s]\s*(?P<name>[^\s;="'()<>@,?\[\]]{1,80})\s*=\s*"""
    r"""(?:"(?P<quoted>(?:\\.|[^"\\])*)(?:"|$)|(?P<bare>=\?[^;]*\?=|[^;]*))""",
    re.DOTALL,
)
PART = re.compile(r"(?P<name>[^*]+)(?:\*(?P<number>\d{1,4}))?(?P<coded>\*)?")
MAX_LENGTH = 20_000
MAX_PARTS = 1_000


def value_and_parameters(field: bytes, hint: str = "") -> tuple[str, dict[str, str]]:
    """The value in small letters; of a parameter that comes twice the first counts."""
    text = plain(field[:MAX_LENGTH], hint)
    value = re.split(r"[;\s]", text.strip(), maxsplit=1)[0].strip("\"'").lower()
    simple: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for found in PARAMETER.finditer(text):
        name = found["name"].lower()
        raw = found["quoted"]
        content = _bare(found["bare"]) if raw is None else re.sub(r"\\(.)", r"\1", raw)
        part = PART.fullmatch(name)
        if "*" not in name or not part:
            simple.setdefault(name, one_line(decode_words(content)))
            continue
        numbered = pieces.setdefault(part["name"], {})
        if len(numbered) < MAX_PARTS:
            numbered.setdefault(int(part["number"] or 0), (content, bool(part["coded"])))
    return value, simple | {name: _together(numbered) for name, numbered in pieces.items()}


def _bare(text: str) -> str:
    """Names with spaces are often not quoted; a comment at the end is not part of it."""
    return re.sub(r"\s+\([^()]*\)$", "", text.strip())


def _together(numbered: dict[int, tuple[str, bool]]) -> str:
    """RFC 2231: the charset is named in the first piece and holds for all."""
    label = ""
    raw = b""
    for place, number in enumerate(sorted(numbered)):
        content, coded = numbered[number]
        if place == 0 and coded and content.count("'") >= 2:  # noqa: PLR2004
            label, _, content = content.split("'", 2)
        raw += unquote_to_bytes(content) if coded else content.encode("utf-8", "replace")
    return one_line(decode_words(decode(raw, label)))
