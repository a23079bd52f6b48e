"""Which charset bytes are in, when nothing that can be believed says so."""

import re

import chardet

from clew.channels.email.parsing.labels import codec_of

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
BEYOND = 0.45  # as many letters beyond ASCII: not a language in Latin letters
FEW = 4  # bytes beyond ASCII: too few to doubt a label
LONG_RUN = 1.6  # as long a run of them, on average: likewise
WITHIN_WORDS = re.compile(  # as in "Größe", "Füße", "não é"; below A0 are halves of Japanese
    rb"((?<=[a-z])|(?<=\b[A-Z]))[\xa0-\xff]{1,2}(?![\x80-\xff])"
    rb"|(?<![A-Za-z\x80-\xff])[\xa0-\xff](?=[a-z\s]|\Z)"
)


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
    if sum(1 for _ in WITHIN_WORDS.finditer(raw)) == len(runs):
        return high <= plain
    return high < len(runs) * LONG_RUN and high < (high + plain) * BEYOND


def _western_or(scores: dict[str, float], raw: bytes, *, factor: float) -> str:
    scores = {name: score for name, score in scores.items() if name in LATIN}
    scores["cp1252"] = max(scores.get("cp1252", 0.0), 0.02) * factor
    if re.search(rb"[\xf0\xfe\xdd\xde\xfd]", raw) and not re.search(
        rb"[\xe1\xe9\xed\xfa\xe6]", raw
    ):
        scores["cp1254"] = scores.get("cp1254", 0.0) * 3  # Turkish letters, and nothing Icelandic
    return max(scores, key=lambda name: scores[name])
