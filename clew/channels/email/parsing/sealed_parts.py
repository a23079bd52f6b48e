"""Encrypted and signed mail: what of it can be read without keys."""

import re

OPENPGP = "OpenPGP"
SMIME = "S/MIME"
DATA = bytes.fromhex("06092a864886f70d010701")  # what CMS calls plain data
ENVELOPED = bytes.fromhex("06092a864886f70d010703")
SIGNED_TEXT = re.compile(
    r"-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Za-z]+:[^\n]*\n)*\n(?P<text>.*?)\n?"
    r"-----BEGIN PGP SIGNATURE-----\n.*?-----END PGP SIGNATURE-----[ \t]*\n?",
    re.DOTALL,
)
INLINE = "-----BEGIN PGP MESSAGE-----"
MAX_SIGNED = 20  # texts in one mail; more is made to keep the pattern busy
CONSTRUCTED = 0x20
OCTETS = 0x04


def encrypted_words(how: str) -> str:
    return f"This mail is encrypted with {how}. It cannot be read here; its parts are attached."


def without_armour(text: str) -> str:
    """Text signed in place, without the signature around it."""
    if not 1 <= text.count("-----BEGIN PGP SIGNED MESSAGE-----") <= MAX_SIGNED:
        return text
    return SIGNED_TEXT.sub(
        lambda found: re.sub(r"^- ", "", found["text"], flags=re.MULTILINE) + "\n", text
    )


def is_enveloped(content: bytes) -> bool:
    return ENVELOPED in content[:100]


def signed_content(content: bytes) -> bytes:
    """The mail inside a signed S/MIME message; b"" when it cannot be found."""
    at = content.find(DATA)
    if at < 0:
        return b""
    at += len(DATA)
    tag, start, end = _element(content, at)
    if tag & 0xE0 != 0xA0:  # noqa: PLR2004  [0] EXPLICIT
        return b""
    return _octets(content, start, end, 0)


def _element(raw: bytes, at: int) -> tuple[int, int, int]:
    """Tag, and where the content starts and ends; an indefinite length ends with what is there."""
    if at + 2 > len(raw):
        return 0, len(raw), len(raw)
    tag, length = raw[at], raw[at + 1]
    start = at + 2
    if length == 0x80:  # noqa: PLR2004  indefinite
        return tag, start, len(raw)
    if length & 0x80:
        count = length & 0x7F
        length = int.from_bytes(raw[start : start + count], "big")
        start += count
    return tag, start, min(len(raw), start + length)


def _octets(raw: bytes, at: int, end: int, depth: int) -> bytes:
    pieces = []
    while at < end and depth < 5:  # noqa: PLR2004
        tag, start, after = _element(raw, at)
        if tag == OCTETS:
            pieces.append(raw[start:after])
        elif tag == OCTETS | CONSTRUCTED:
            pieces.append(_octets(raw, start, after, depth + 1))
        else:  # the end of an indefinite length, or something else altogether
            break
        at = after
    return b"".join(pieces)
