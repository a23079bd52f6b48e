"""Content-Transfer-Encoding undone, however well it was done."""

import re
from binascii import Error, a2b_qp, a2b_uu

from clew.channels.email.parsing.sixty_four import decode_base64

NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\s]")
WORDS = re.compile(rb"[A-Za-z,.!?]{1,30} {1,3}[A-Za-z]{1,30} {1,3}[A-Za-z]")
UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\r\n]*\r?\n", re.MULTILINE)
PLAIN = {"", "7bit", "8bit", "binary", "7-bit", "8-bit", "none", "text"}


def undone(raw: bytes, encoding: str, problems: list[str]) -> bytes:
    if encoding == "base64":
        return _base64(raw, problems)
    if encoding in {"quoted-printable", "quotedprintable", "qp"}:
        return a2b_qp(raw)
    if encoding in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        found = UU_BEGIN.search(raw)
        content = uudecoded(raw[found.end() :]) if found else b""
        if content:
            return content
        problems.append("A part calls itself uuencoded and is not; read as it is.")
        return raw
    if encoding not in PLAIN:
        problems.append(f"It is encoded in an unknown way ({encoding[:40]}); read as it is.")
    return raw


def _base64(raw: bytes, problems: list[str]) -> bytes:
    content, in_order = decode_base64(raw)
    if in_order:
        return content
    tail = _appended(raw)
    if tail:
        return decode_base64(raw[: -len(tail)])[0] + b"\n" + tail
    if WORDS.search(raw[:2000]) and len(NOT_BASE64.findall(raw[:2000])) * 100 > len(raw[:2000]):
        problems.append("A part calls itself base64 and is not; read as it is.")
        return raw
    if content or raw.strip():
        problems.append("The base64 of a part is damaged; read as far as it goes.")
    return content


def _appended(raw: bytes) -> bytes:
    """Plain lines behind base64, as mailing lists add them without looking."""
    lines = raw.splitlines(keepends=True)
    for place, line in enumerate(lines):
        if NOT_BASE64.search(line) or b" " in line.strip():
            if not place:
                return b""
            tail = b"".join(lines[place:])
            return tail if WORDS.search(tail[:5000]) or b"--" in tail else b""
    return b""


def uudecoded(raw: bytes) -> bytes:
    content = []
    for line in raw.splitlines():
        if line.strip() in {b"end", b"`"}:
            break
        content.append(_uu_line(line))
    return b"".join(content)


def _uu_line(line: bytes) -> bytes:
    try:
        return a2b_uu(line)
    except Error:
        # Some encoders leave out spaces at the end, others add a checksum.
        length = ((line[0] - 32) & 63) * 4 // 3 + 3 if line else 0
        try:
            return a2b_uu(line[: 1 + (length + 3) // 4 * 4])
        except Error:
            return b""
