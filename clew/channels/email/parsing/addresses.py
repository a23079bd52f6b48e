"""Lists of addresses as programs and people write them. Reads what is there; refuses nothing."""

import re
from collections.abc import Iterator

from clew.channels.email.parsing.header_words import decode_words, one_line, plain
from clew.channels.email.parsing.parsed import Address

MAX_LENGTH = 1_000_000
MAX_ADDRESSES = 2_000
MAX_ADDRESS = 320
MAX_LABEL = 63
BETWEEN = re.compile(r"""[\s<>,;:()\[\]"']+""")
GROUP = re.compile(r"[^:@<>\"(]*:")
TOKEN = re.compile(
    r'"(?:\\.|[^"\\])*"'  # quoted
    r"|\((?:\\.|\((?:\\.|[^()\\])*\)|[^()\\])*\)"  # a comment, with one inside
    r"|<[^<>]*>"
    r"|=\?[^?\s]+\?[bBqQ]\?[^?]*\?="
    r"|[,;]|[^\",;(<=]+|.",
    re.DOTALL,
)


def addresses_of(value: bytes, hint: str = "") -> list[Address]:
    text = plain(value[:MAX_LENGTH], hint)
    found = [each for entry in _entries(text) for each in _addresses(entry)]
    return found[:MAX_ADDRESSES]


def _entries(text: str) -> Iterator[list[str]]:
    """Cut at commas, and at the semicolons of groups and of Outlook."""
    entry: list[str] = []
    for token in TOKEN.findall(text):
        if token in {",", ";"}:
            yield entry
            entry = []
        else:
            entry.append(token)
    yield entry


def _addresses(tokens: list[str]) -> list[Address]:
    text = "".join(tokens)
    if not text.strip():
        return []
    if GROUP.match(tokens[0]):  # its name is no address
        tokens = [tokens[0].rpartition(":")[2] or " ", *tokens[1:]]
    angle = next((each for each in reversed(tokens) if each[0] == "<" and "@" in each), "")
    if angle:
        name = "".join(each for each in tokens if each[0] not in "<(")
        comment = "".join(each for each in tokens if each[0] == "(")
        return [_address(_name(name) or _name(comment), angle[1:-1])]
    return _without_angles(tokens)


def _without_angles(tokens: list[str]) -> list[Address]:
    comment = "".join(each for each in tokens if each[0] == "(")
    bare = "".join(each for each in tokens if each[0] != "(").strip().strip("<>").strip()
    if _is_one_address(bare):
        return [_address(_name(comment), bare)]
    decoded = decode_words("".join(tokens))
    loose = [each for each in BETWEEN.split(decoded) if "@" in each[1:-1]]
    if not loose:
        name = _name("".join(tokens))
        return [Address(name, "")] if name else []
    rest = decoded.replace(loose[-1], " ", 1)
    return [_address(_name(re.sub(r"[<>]|mailto:", " ", rest)), loose[-1])]


def _is_one_address(text: str) -> bool:
    if text.startswith('"'):
        return bool(re.fullmatch(r'"(?:\\.|[^"\\])*"@[^\s@"]+', text))
    return text.count("@") == 1 and not re.search(r"\s", text)


def _name(text: str) -> str:
    text = text.strip()
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1].replace(")(", " ")
    text = re.sub(r'"((?:\\.|[^"\\])*)"', r"\1", text)
    name = one_line(decode_words(re.sub(r"\\(.)", r"\1", text)))
    # Quotes inside encoded words, or around the whole twice.
    return name.strip("\"'<> \t").strip()[:500]


def _address(name: str, text: str) -> Address:
    address = normal_address(decode_words(text) if "=?" in text else text)
    return Address("" if name.lower() == address else name, address)


def normal_address(text: str) -> str:
    """Small letters, an international domain in ASCII, no route and no blanks; "" if it is none."""
    text = re.sub(r"^\s*mailto:", "", one_line(text), flags=re.IGNORECASE).strip("<> \t'")
    if text.startswith("@") and ":" in text:  # <@relay.example:name@host.example>
        text = text.partition(":")[2]
    text = re.sub(r"\([^()]*\)", "", text)
    local, at, host = text.rpartition("@")
    if not local.startswith('"'):
        local = re.sub(r"\s+", "", local).lower()
    host = _ascii_host(re.sub(r"\s+", "", host).strip(".").lower())
    if not at or not local or not host:
        return ""
    whole = f"{local}@{host}"
    return whole if len(whole) <= MAX_ADDRESS else ""


def _ascii_host(host: str) -> str:
    if host.isascii() or len(host) > 255:  # noqa: PLR2004  the longest a name may be
        return host
    try:
        return ".".join(
            label if label.isascii() else label[:MAX_LABEL].encode("idna").decode()
            for label in re.split("[.\u3002\uff0e\uff61]", host)
        )
    except UnicodeError:
        return host
