"""Bytes to text, whatever their label says: by the label, by what they look like, by guess."""

import re

import chardet

from clew.channels.email.parsing.japanese import decode_by_escapes
from clew.channels.email.parsing.labels import JAPANESE_BY_ESCAPES, codec_of

SAMPLE = 16_384
LATIN = ("cp1252", "cp1250", "iso8859-2", "cp1254", "cp1257")
OTHERS = [
    "cp1251",
    "koi8-r",
    "koi8-u",
    "cp1253",
    "cp1255",
    "cp1256",
    "cp874",
    "cp932",
    "euc_jis_2004",
    "gb18030",
    "big5hkscs",
    "cp949",
]
LARGE = {"gb18030", "big5hkscs", "cp949", "cp932", "euc_jis_2004", "johab", "hz", "euc_kr"}
UNICODE = {"utf-8", "utf-7", "utf-16", "utf-16-le", "utf-16-be", "utf-32"}
MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
THREE = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}")
ESCAPES = re.compile(rb"\x1b(\$[@B(]|\([BJI])")
SURROGATES = re.compile(r"[\ud800-\udfff]")
BEYOND = 0.45  # as many letters beyond ASCII: not a language in Latin letters
FEW = 4  # bytes beyond ASCII: too few to doubt a label
LONG_RUN = 1.6  # as long a run of them, on average: likewise


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
    if codec == "utf-7":
        return raw.decode("utf-7", "replace"), ""
    if codec in {"hz", "iso2022_kr"}:
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


def guessed(raw: bytes, *, believed: bool) -> str:
    """``believed``: the label says Latin-1, which is right more often than not."""
    if believed and len(re.findall(rb"[\x80-\xff]", raw)) < FEW:
        return "cp1252"
    latin = _is_latin(raw)
    try:
        found = chardet.detect_all(
            raw,
            include_encodings=LATIN if latin else OTHERS,
            compat_names=False,
            no_match_encoding="cp1252" if latin else "cp1251",
        )
    except ValueError:
        found = []
    scores = {str(each["encoding"]): float(each["confidence"] or 0) for each in found}
    if latin:
        return _western_or(scores, raw, factor=2.0 if believed else 1.3)
    scores["gb18030"] = scores.get("gb18030", 0.0) * 1.5  # of two likely ones the commoner
    best = max(scores, key=lambda name: scores[name], default="")
    return best if codec_of(best) else "cp1252"


def _is_latin(raw: bytes) -> bool:
    """Letters with marks stand alone among plain ones; other scripts have runs of high bytes."""
    runs = re.findall(rb"[\x80-\xff]+", raw)
    high = sum(len(run) for run in runs)
    plain = len(re.findall(rb"[A-Za-z]", raw))
    return high < len(runs) * LONG_RUN and high < (high + plain) * BEYOND


def _western_or(scores: dict[str, float], raw: bytes, *, factor: float) -> str:
    scores = {name: score for name, score in scores.items() if name in LATIN}
    scores["cp1252"] = max(scores.get("cp1252", 0.0), 0.02) * factor
    if re.search(rb"[\xf0\xfe\xdd\xde\xfd]", raw) and not re.search(
        rb"[\xe1\xe9\xed\xfa\xe6]", raw
    ):
        scores["cp1254"] = scores.get("cp1254", 0.0) * 3  # Turkish letters, and nothing Icelandic
    return max(scores, key=lambda name: scores[name])
