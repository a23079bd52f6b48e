"""The tree of a mail's parts, from its bytes: cut where boundaries say, or where they must be."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from clew.channels.email.parsing.boundaries import Mark, boundaries_in, without_line_end
from clew.channels.email.parsing.header_lines import Field, split, start_of_header
from clew.channels.email.parsing.header_words import text_of
from clew.channels.email.parsing.parameters import value_and_parameters
from clew.channels.email.parsing.transfer import undone

MAX_DEPTH = 50
MAX_PARTS = 5_000
MAX_BOUNDARY = 500
TYPE = re.compile(r"[\w!#$&^.+-]{1,100}/[\w!#$&^.+-]{1,100}")
# A line that must be a boundary: behind it a part begins.
LIKELY = re.compile(
    rb"(?:(?<=\n)|\A)--([^\r\n]{1,200}?)[ \t]{0,100}\r?\n(?=Content-[A-Za-z-]+[ \t]*:)",
    re.IGNORECASE,
)
CUSTOMARY = re.compile(rb"(?i)\bmime\b|multi-?part")
LONE_CR = re.compile(rb"\r(?!\n)")
OF_PARTS = re.compile(r"content-|mime-|x-", re.IGNORECASE)  # other fields are a text's words
LONG_PREAMBLE = 600
KINDS: dict[str, list[Field]] = {
    "text": [],
    "rest": [
        ("Content-Type", b"application/octet-stream"),
        ("Content-Disposition", b'attachment; filename="more-parts.mime"'),
    ],
}


@dataclass
class Part:
    """A slice of the mail: ``raw[start:end]`` is its body as on the wire."""

    fields: list[Field]
    raw: bytes
    start: int
    end: int
    problems: list[str]
    default_type: str = "text/plain"
    parts: list["Part"] = field(default_factory=list)

    @property
    def body(self) -> bytes:
        return self.raw[self.start : self.end]

    def value_of(self, name: str) -> bytes:
        wanted = name.lower()
        return next((value for key, value in self.fields if key.lower() == wanted), b"")

    @cached_property
    def _type(self) -> tuple[str, dict[str, str]]:
        return value_and_parameters(self.value_of("content-type"))

    @cached_property
    def _disposition(self) -> tuple[str, dict[str, str]]:
        return value_and_parameters(self.value_of("content-disposition"))

    @cached_property
    def type(self) -> str:
        value = self._type[0]
        if TYPE.fullmatch(value):
            return value
        return {"html": "text/html", "text": "text/plain", "": self.default_type}.get(
            value, "text/plain" if value.startswith("text") else "application/octet-stream"
        )

    @property
    def parameters(self) -> dict[str, str]:
        return self._type[1]

    @property
    def disposition(self) -> str:
        return self._disposition[0]

    @property
    def filename(self) -> str:
        """As the sender named it, "" if they did not."""
        return self._disposition[1].get("filename") or self.parameters.get("name") or ""

    @cached_property
    def cid(self) -> str:
        return text_of(self.value_of("content-id")).strip().strip("<>").strip()[:500]

    @cached_property
    def encoding(self) -> str:
        words = re.split(r"[;\s]", text_of(self.value_of("content-transfer-encoding")).lower())
        return words[0].strip("\"'") if words else ""

    @property
    def is_multipart(self) -> bool:
        return self.type.startswith("multipart/")

    @cached_property
    def content(self) -> bytes:
        return undone(self.body, self.encoding, self.problems)

    def walk(self) -> Iterator["Part"]:
        yield self
        for part in self.parts:
            yield from part.walk()


class Reading:
    """One mail being cut; counts its parts, for there are mails made to have millions."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        self.count = 0

    def mail(self, raw: bytes) -> Part:
        start = start_of_header(raw)
        fields, body = split(raw, start, len(raw), self.problems)
        if not fields and body < len(raw):
            self.problems.append("It has no header.")
        return self._grown(Part(fields, raw, body, len(raw), self.problems), 0)

    def _inner(self, raw: bytes, start: int, end: int, default_type: str, depth: int) -> Part:
        """The header of a part may be missing; that is no problem worth telling."""
        fields, body = split(raw, start, end, [])
        if any(b"\r" in value for _, value in fields):
            # Lines that end in CR alone. Not so in the mail's own header: other programs, and those
            # that check it, see no field there, and somebody could hide one from them.
            raw = LONE_CR.sub(b"\n", raw[start:end])
            end = len(raw)
            start = 0
            fields, body = split(raw, start, end, [])
        if not raw[body:end].strip() and any(not OF_PARTS.match(name) for name, _ in fields):
            return self._grown(Part([], raw, start, end, self.problems), depth)
        return self._grown(Part(fields, raw, body, end, self.problems, default_type), depth)

    def _grown(self, part: Part, depth: int) -> Part:
        self.count += 1
        if not part.is_multipart:
            return part
        if depth >= MAX_DEPTH:
            self.problems.append(f"Its parts are nested deeper than {MAX_DEPTH} levels.")
            return part
        raw, start, end = part.raw, part.start, part.end
        if part.encoding in {"base64", "quoted-printable"} and raw.find(b"\n--", start, end) < 0:
            raw = part.content
            start, end = 0, len(raw)
        default = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
        for kind, first, last in self._pieces(raw, start, end, part.parameters.get("boundary", "")):
            if kind == "part":
                part.parts.append(self._inner(raw, first, last, default, depth + 1))
            else:
                part.parts.append(Part(KINDS[kind], raw, first, last, self.problems))
        return part

    def _pieces(
        self, raw: bytes, start: int, end: int, boundary: str
    ) -> Iterator[tuple[str, int, int]]:
        """Parts, and texts before and behind them that say more than is customary."""
        marks = self._marks(raw, start, end, boundary)
        if not marks:
            yield "text", start, end
            return
        yield from self._preamble(raw, start, marks[0].start)
        for mark, following in zip(marks, [*marks[1:], Mark(end, end, closes=False)], strict=True):
            first, last = without_line_end(raw, mark.end, following.start), following.start
            if self.count >= MAX_PARTS:
                self.problems.append(f"It has more than {MAX_PARTS:,} parts; the rest is one file.")
                yield "rest", mark.end, end
                return
            if not mark.closes:
                yield "part", first, max(first, last)
            elif raw[first:last].strip():
                yield "text", first, last
        if not marks[-1].closes:
            self.problems.append("Its end is missing: the last boundary does not close.")

    def _preamble(self, raw: bytes, start: int, end: int) -> Iterator[tuple[str, int, int]]:
        words = raw[start:end]
        if not words.strip():
            return
        if LIKELY.search(words):
            yield from self._pieces(raw, start, end, "")
        elif len(words) > LONG_PREAMBLE or not CUSTOMARY.search(words):
            yield "text", start, end

    def _marks(self, raw: bytes, start: int, end: int, boundary: str) -> list[Mark]:
        named = boundary.rstrip().encode("utf-8", "replace")[:MAX_BOUNDARY]
        marks = list(islice(boundaries_in(raw, start, end, named), MAX_PARTS + 2))
        if marks:
            return marks
        likely = LIKELY.search(raw, start, end)
        if not likely:
            if raw[start:end].strip():
                self.problems.append("It says that it has several parts, and does not part them.")
            return []
        self.problems.append("Its parts are not where its header says; their boundary was found.")
        return list(islice(boundaries_in(raw, start, end, likely[1]), MAX_PARTS + 2))
