"""Mail gone wrong on purpose: seeded changes of the corpus, and what must be true of any of it."""

import random
import re
from collections.abc import Callable
from pathlib import Path

from clew.channels.email.parsing.header_lines import split, start_of_header, with_line_ends
from clew.channels.email.parsing.parsed import Parsed

CORPUS = Path(__file__).parent / "mail" / "corpus"
LABELS = (
    b"utf-8 us-ascii iso-8859-1 windows-1251 gb2312 iso-2022-jp ks_c_5601-1987 utf-7 utf-16 big5 "
    b"koi8-r hz-gb-2312 x-none unknown-8bit idna zlib shift_jis iso-2022-kr utf-32 euc-jp"
).split()
ENCODINGS = b"base64 quoted-printable 7bit binary x-uuencode x-none".split()
TYPES = (
    b"text/plain text/html multipart/mixed multipart/alternative multipart/related "
    b"multipart/digest multipart/encrypted multipart/report message/rfc822 text/calendar "
    b"application/ms-tnef application/pkcs7-mime message/delivery-status text/enriched image/png"
).split()
TOKENS = (
    b"=?utf-8?B?",
    b"=?",
    b"?=",
    b'"',
    b"<",
    b">",
    b"(",
    b"--",
    b"\r",
    b"\n",
    b"\n\n",
    b"\0",
    b"\xff",
    b"\xed\xa0\x80",
    b"\x1b$B",
    b"~{",
    b"<!--",
    b"<style>",
    b"begin 644 a\n",
    b"-----BEGIN PGP SIGNED MESSAGE-----\n",
    b"Content-Type: multipart/mixed; boundary=b\n",
    b":",
    b";",
    b"@",
    b"\\",
    b" " * 5000,
    b"(" * 500,
    b"a" * 20_000,
    b">" * 3000,
    b"<div>" * 300,
)
Change = Callable[[bytearray, random.Random, list[bytes]], None]


def mails() -> list[bytes]:
    return [path.read_bytes() for path in sorted(CORPUS.glob("*/*.eml"))]


def flip_bits(raw: bytearray, chance: random.Random, _: list[bytes]) -> None:
    for _ in range(chance.choice((1, 3, 20))):
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)


def cut(raw: bytearray, chance: random.Random, _: list[bytes]) -> None:
    start = chance.randrange(len(raw))
    del raw[start : chance.choice((len(raw), start + chance.randrange(1, 200)))]


def cut_the_beginning(raw: bytearray, chance: random.Random, _: list[bytes]) -> None:
    del raw[: chance.randrange(len(raw))]


def splice(raw: bytearray, chance: random.Random, all_mails: list[bytes]) -> None:
    other = chance.choice(all_mails)
    place = chance.randrange(len(raw))
    start = chance.randrange(len(other) + 1)
    raw[place:place] = other[start : start + chance.randrange(2000)]


def repeat(raw: bytearray, chance: random.Random, _: list[bytes]) -> None:
    start = chance.randrange(len(raw))
    piece = raw[start : start + chance.randrange(1, 300)]
    raw[start:start] = piece * chance.randrange(1, 30)


def shuffle_headers(raw: bytearray, chance: random.Random, _: list[bytes]) -> None:
    head, empty, body = bytes(raw).partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    chance.shuffle(lines)
    raw[:] = b"\r\n".join(lines) + empty + body


def double_headers(raw: bytearray, chance: random.Random, _: list[bytes]) -> None:
    lines = bytes(raw).split(b"\n")
    line = chance.choice(lines)
    raw[:] = b"\n".join([*[line] * chance.randrange(1, 50), *lines])


def swap(pattern: bytes, words: list[bytes]) -> Change:
    found = re.compile(pattern, re.IGNORECASE)

    def change(raw: bytearray, chance: random.Random, _: list[bytes]) -> None:
        raw[:] = found.sub(lambda match: match[1] + chance.choice(words), bytes(raw))

    return change


def insert_tokens(raw: bytearray, chance: random.Random, _: list[bytes]) -> None:
    for _ in range(chance.randrange(1, 6)):
        place = chance.randrange(len(raw) + 1)
        raw[place:place] = chance.choice(TOKENS)


def change_line_ends(raw: bytearray, chance: random.Random, _: list[bytes]) -> None:
    ends = chance.choice(((b"\n",), (b"\r",), (b"\r\n", b"\n", b"\r")))
    raw[:] = re.sub(rb"\r?\n", lambda _: chance.choice(ends), bytes(raw))


def break_boundaries(raw: bytearray, chance: random.Random, _: list[bytes]) -> None:
    raw[:] = re.sub(
        rb"(?m)^--", lambda _: chance.choice((b"--", b"--", b"-", b" --", b"--x")), bytes(raw)
    )


CHANGES: tuple[Change, ...] = (
    flip_bits,
    cut,
    cut_the_beginning,
    splice,
    repeat,
    shuffle_headers,
    double_headers,
    swap(rb"(charset=[\"']?)[\w-]+", LABELS),
    swap(rb"(=\?)[\w-]+(?=\?[bq]\?)", LABELS),
    swap(rb"(content-transfer-encoding:\s*)[\w-]+", ENCODINGS),
    swap(rb"(content-type:\s*)[\w/.-]+", TYPES),
    insert_tokens,
    change_line_ends,
    break_boundaries,
)


def mutated(seed: int, all_mails: list[bytes]) -> bytes:
    """The same for the same seed and corpus."""
    chance = random.Random(seed)
    raw = bytearray(chance.choice(all_mails))
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        if raw:
            chance.choice(CHANGES)(raw, chance, all_mails)
    return bytes(raw)


LEFT_OUT = re.compile(
    rb"(?im)^(--.*|[\w-]+[ \t]*:.*(\r?\n[ \t].*)*|.*\b(mime|multi-?part)\b.*|begin \d+ .*|end)$"
)
# What is there and says nothing: markup, other renderings, single letters left of damaged base64.
SILENT = re.compile(rb"(?is)<(style|script|head|title)\b.*|<!.*|<[^>]*>?|x-amp-html|watch-html")


def what_is_lost(raw: bytes, parsed: Parsed) -> str:
    """In words; "" when something was kept of a mail that says something."""
    if not re.search(rb"[^\s\0\x1b(A-Z]", re.sub(rb"\x1b\$[@-Z(]", b"", raw)):
        return ""  # nor do shifts to other characters say anything
    if not parsed.headers and not parsed.text and not parsed.files:
        return "nothing was kept at all"
    kept = (parsed.text, parsed.html, parsed.report, parsed.invitation, parsed.returned)
    if any(each.strip() for each in kept) or parsed.files or parsed.remote_images:
        return ""
    whole = with_line_ends(raw)  # what the header holds is kept there
    body = whole[split(whole, start_of_header(whole), len(whole), [])[1] :]
    body = re.sub(rb"\r+\n?|\x1b\([A-Z]", b"\n", body)
    words = SILENT.sub(b" ", LEFT_OUT.sub(b"", body.replace(b"=\n", b"")))
    return "nothing of its text was kept" if re.search(rb"[A-Za-z]{4}", words) else ""
