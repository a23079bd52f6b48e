"""Which errors are the same error: type, message without what varies, where the code was.

Line numbers, hashes in bundles' names and folders of releases change with every build; ids,
numbers and quoted names in messages change with every customer. None of them tells errors apart.
"""

import re
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

FRAMES = 3  # the product's own, nearest to the crash
LOOKED_AT = 60  # frames of one stack
_LONGEST = 400  # characters of a message, or of a file's name
_VARIES = (
    (re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s\"'<>)\]]+", re.IGNORECASE), "<url>"),
    (re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"), "<email>"),
    (re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.IGNORECASE), "<id>"),
    (re.compile(r"\"[^\"\n]*\"|`[^`\n]*`|“[^”\n]*”|(?<!\w)'[^'\n]*'(?!\w)"), "<text>"),
    (re.compile(r"\b0x[0-9a-f]+\b", re.IGNORECASE), "<id>"),
    # A word of eight letters or more with at least one digit among hexadecimal ones, or a long id.
    (re.compile(r"\b(?=[0-9a-f]*\d)[0-9a-f]{8,}\b", re.IGNORECASE), "<id>"),
    (re.compile(r"\b(?=[a-z_-]*\d)[\w-]{20,}\b", re.IGNORECASE), "<id>"),
    (re.compile(r"\d+(?:[.,:]\d+)*"), "<n>"),
)
_SPACE = re.compile(r"\s+")
_BUILD = re.compile(r"[.\-_~](?=[\w-]*\d|[A-Z\d]*[A-Z]{2})[\w-]{6,40}(?=(?:\.\w{1,5}){1,3}$)")
_NUMBERS = re.compile(r"\d+")
_WRAPPED = re.compile(r"^(?:async |new )+")
_SHORT = 2  # letters of a name that a minifier made: another one in the next build


def fingerprint_of(kind: str, value: str, exceptions: Any = None) -> int:
    """Of ``$exception_list`` as sent, with the caught error's type and message; never 0."""
    parts = [kind, normalised_message(value), *_places(exceptions)]
    text = "\n".join(parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big") or 1


def normalised_message(value: str) -> str:
    text = value[:_LONGEST]
    for pattern, word in _VARIES:
        text = pattern.sub(word, text)
    return _SPACE.sub(" ", text).strip().lower()


def _places(exceptions: Any) -> Iterator[str]:
    """``function file`` of the frames that count. The crash is the last frame on the wire."""
    frames = _frames(exceptions)
    own = [frame for frame in frames if frame.get("in_app") is True] or frames
    for frame in reversed(own[-FRAMES:]):
        yield f"{_function(frame)} {_file(frame)}"


def _frames(exceptions: Any) -> list[dict[str, Any]]:
    """Of the caught error, or of the first of its causes that has a stack."""
    for entry in exceptions if isinstance(exceptions, list) else ():
        stack = entry.get("stacktrace") if isinstance(entry, dict) else None
        found = stack.get("frames") if isinstance(stack, dict) else None
        if isinstance(found, list) and found:
            return [frame for frame in found[-LOOKED_AT:] if isinstance(frame, dict)]
    return []


def _function(frame: dict[str, Any]) -> str:
    name = _text(frame.get("function"))
    name = _WRAPPED.sub("", name).rsplit(".", 1)[-1].strip("<>()$_ ")
    return name if len(name) > _SHORT else "?"


def _file(frame: dict[str, Any]) -> str:
    """The last two steps of the path, without where it was served or built."""
    path = _text(frame.get("filename") or frame.get("abs_path") or frame.get("module"))
    path = path.split("?", 1)[0].split("#", 1)[0].replace("\\", "/")
    steps = [step for step in path.split("://", 1)[-1].split("/") if step]
    if "://" in path:
        steps = steps[1:]  # the host
    return _NUMBERS.sub("N", "/".join(_BUILD.sub("", step) for step in steps[-2:]))


def _text(value: Any) -> str:
    return value[:_LONGEST] if isinstance(value, str) else ""
