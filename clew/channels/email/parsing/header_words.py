"""Header values as text: RFC 2047 words, also broken ones, and bytes that should not be there."""

import re
from binascii import a2b_qp

from clew.channels.email.parsing.charsets import decode
from clew.channels.email.parsing.sixty_four import decode_base64

WORD = re.compile(
    r"=\?(?P<charset>[A-Za-z0-9_.:+()-]{1,60})(?:\*[A-Za-z0-9-]*)?\?(?P<how>[bBqQ])\?"
    r"(?P<text>[^\r\n]*?)(?:\?=|(?<==)\?$|(?<=[\w=])$)"
)
CONTROLS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
MAX_LENGTH = 100_000

Piece = tuple[str, str, str]  # charset, how, text


def text_of(value: bytes, hint: str = "") -> str:
    """One line. ``hint`` is a charset the mail names elsewhere, for raw bytes."""
    return one_line(decode_words(plain(value, hint)))


def plain(value: bytes, hint: str = "") -> str:
    """Only bytes to text; encoded words are left as they are."""
    return (
        value.decode("ascii")
        if value.isascii() and b"\x1b" not in value
        else decode(value, "", None, hint)
    )


def one_line(text: str) -> str:
    return re.sub(" {2,}", " ", CONTROLS.sub(" ", text)).strip()


def decode_words(text: str) -> str:
    if "=?" not in text:
        return text
    once = _decoded(text[:MAX_LENGTH])
    # Some programs encode what is encoded already.
    return _decoded(once) if WORD.fullmatch(once) else once


def _decoded(text: str) -> str:
    words: list[str] = []
    run: list[Piece] = []
    end = 0
    for found in WORD.finditer(text):
        between = text[end : found.start()]
        if not run or between.strip():
            words += [_joined(run), between]
            run = []
        run.append((found["charset"], found["how"].lower(), found["text"]))
        end = found.end()
    return "".join([*words, _joined(run), text[end:]])


def _joined(run: list[Piece]) -> str:
    """Neighbours of one charset are put together first: a character may be cut in two."""
    words: list[str] = []
    charset, raw = "", b""
    for place, (name, how, text) in enumerate(run):
        if name.lower() != charset.lower() and raw:
            words.append(decode(raw, charset))
            raw = b""
        charset = name
        joint = _is_cut(text) and place + 1 < len(run) and run[place + 1][:2] == (name, how)
        if how == "b" and joint:
            run[place + 1] = (name, how, text + run[place + 1][2])
        elif how == "b":
            raw += decode_base64(text.encode("ascii", "ignore"))[0]
        else:
            raw += a2b_qp(text.encode("utf-8", "replace"), header=True)
    return "".join([*words, decode(raw, charset) if raw else ""])


def _is_cut(text: str) -> bool:
    """Base64 that ends within a group of four goes on in the next word."""
    return not text.endswith("=") and len(text.replace(" ", "")) % 4 != 0
