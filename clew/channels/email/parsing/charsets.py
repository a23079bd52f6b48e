"""Bytes to text, whatever their label says: by the label, by what they look like, by guess."""

import re

from clew.channels.email.parsing.guessing import guessed
from clew.channels.email.parsing.japanese import decode_by_escapes
from clew.channels.email.parsing.labels import JAPANESE_BY_ESCAPES, codec_of

SAMPLE = 16_384
LARGE = {"gb18030", "big5hkscs", "cp949", "cp932", "euc_jis_2004", "johab", "hz", "euc_kr"}
UNICODE = {"utf-8", "utf-7", "utf-16", "utf-16-le", "utf-16-be", "utf-32"}
MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
THREE = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}")
ESCAPES = re.compile(rb"\x1b(\$[@B(]|\([BJI])")
SURROGATES = re.compile(r"[\ud800-\udfff]")


def decode(raw: bytes, label: str = "", problems: list[str] | None = None, hint: str = "") -> str:
    """Never raises. ``hint`` is a label seen elsewhere in the mail, believed before a guess."""
    if raw.isascii() and b"\x1b" not in raw and b"\0" not in raw and not _is_escaped(raw, label):
        return raw.decode("ascii")
    text, read_as = _decoded(raw, codec_of(label) if label else "", hint)
    text = SURROGATES.sub("\ufffd", text.replace("\0", "")).removeprefix("\ufeff")
    if problems is not None and read_as:
        named = f"calls itself {label[:40]!r}" if label else "names no charset"
        problems.append(f"The text {named}; it was read as {read_as}.")
    return text


def _is_escaped(raw: bytes, label: str) -> bool:
    """ASCII bytes can be other text: UTF-7 and HZ."""
    return bool(label) and (b"+" in raw or b"~{" in raw) and codec_of(label) in {"utf-7", "hz"}


def _decoded(raw: bytes, codec: str, hint: str) -> tuple[str, str]:
    """The text, and the charset it was read as where that is not what the label says."""
    marked = _by_mark(raw)
    if marked:
        return raw.decode(marked, "replace"), "" if codec in UNICODE else marked
    if codec == JAPANESE_BY_ESCAPES or (not codec and ESCAPES.search(raw)):
        return _japanese(raw)
    if codec in {"utf-16", "utf-16-le", "utf-16-be", "utf-32"} or raw.count(0) * 5 > len(raw):
        return _wide(raw, codec)
    if codec in {"utf-7", "hz", "iso2022_kr"}:
        return raw.decode(codec, "replace"), ""
    if _is_utf8(raw, codec):
        return raw.decode("utf-8"), "" if codec == "utf-8" else "utf-8"
    return _by_bytes(raw, codec, hint)


def _by_mark(raw: bytes) -> str:
    if raw.startswith(b"\xef\xbb\xbf"):
        return "utf-8"
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) and len(raw) % 2 == 0:
        return "utf-16"
    return ""


def _japanese(raw: bytes) -> tuple[str, str]:
    if raw.isascii() or ESCAPES.search(raw):
        return decode_by_escapes(raw), ""
    if _is_utf8(raw, ""):
        return raw.decode("utf-8"), "utf-8"
    return raw.decode("cp932", "replace"), "shift_jis"


def _wide(raw: bytes, codec: str) -> tuple[str, str]:
    zeros = raw.count(0)
    if not zeros and _is_utf8(raw, ""):
        return raw.decode("utf-8"), "utf-8"
    if codec == "utf-32" and len(raw) % 4 == 0:
        return raw.decode("utf-32", "replace"), ""
    if codec in {"utf-16-le", "utf-16-be"}:
        return raw.decode(codec, "replace"), ""
    little = raw[1::2].count(0) > raw[::2].count(0)
    if not zeros and not codec:
        return _by_bytes(raw, "", "")
    return raw.decode("utf-16-le" if little else "utf-16-be", "replace"), "" if codec else "utf-16"


def _is_utf8(raw: bytes, codec: str) -> bool:
    """Accidents are rare; in East Asian charsets a little less so."""
    if raw.isascii():
        return codec == "utf-8"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    if codec not in LARGE:
        return True
    return len(THREE.findall(raw[:SAMPLE])) > 3 or _strictly(raw, codec) is None  # noqa: PLR2004


def _strictly(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except (UnicodeError, LookupError):
        return None


def _by_bytes(raw: bytes, codec: str, hint: str) -> tuple[str, str]:
    if codec and codec not in {"cp1252", "utf-8"}:
        text = _strictly(raw, codec)
        return (text, "") if text is not None else _mended(raw, codec)
    if len(MULTIBYTE.findall(raw[:SAMPLE])) > _broken(raw[:SAMPLE]):
        return _mostly_utf8(raw), "" if codec == "utf-8" else "utf-8"
    hinted = codec_of(hint) if hint else ""
    if hinted and hinted not in {"utf-8", "cp1252", JAPANESE_BY_ESCAPES}:
        text = _strictly(raw, hinted)
        if text is not None:
            return text, hint
    guess = guessed(raw[:SAMPLE], believed=codec == "cp1252")
    return _lenient(raw, guess), "" if guess == codec else guess


def _mended(raw: bytes, codec: str) -> tuple[str, str]:
    """A few bytes that do not fit, or another charset altogether."""
    text = _lenient(raw, codec)
    if text.count("\ufffd") * 20 < len(text):
        return text, ""
    guess = guessed(raw[:SAMPLE], believed=False)
    other = _lenient(raw, guess)
    return (other, guess) if other.count("\ufffd") < text.count("\ufffd") else (text, "")


def _broken(raw: bytes) -> int:
    return sum(each > 0x7F for each in MULTIBYTE.sub(b"", raw))  # noqa: PLR2004


def _mostly_utf8(raw: bytes) -> str:
    """Single bytes of another charset inside, as when a gateway added a line."""
    words = []
    start = 0
    for found in re.finditer(rb"[\x80-\xff]+", raw):
        words.append(raw[start : found.start()].decode("ascii"))
        start = found.end()
        run = found[0]
        good = "".join(
            piece.decode("utf-8", "replace") if number % 2 else _lenient(piece, "cp1252")
            for number, piece in enumerate(re.split(rb"(" + MULTIBYTE.pattern + rb")", run))
        )
        words.append(good)
    words.append(raw[start:].decode("ascii"))
    return "".join(words)


def _lenient(raw: bytes, codec: str) -> str:
    if codec == "cp1252":
        # Its five holes are control characters in every browser.
        return "".join(
            piece.decode("latin-1") if number % 2 else piece.decode("cp1252")
            for number, piece in enumerate(re.split(rb"([\x81\x8d\x8f\x90\x9d])", raw))
        )
    try:
        return raw.decode(codec, "replace")
    except (UnicodeError, LookupError):
        return raw.decode("latin-1")
