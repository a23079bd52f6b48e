"""Text with ``{{a.b | default: "there"}}`` in it, taken apart. Nothing here is ever run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Braces with anything on one line between them; what is inside is looked at afterwards.
BRACES = re.compile(r"\{\{([^{}\n]*)\}\}")
INSIDE = re.compile(
    r"\s*(?P<path>[a-z_]+(?:\.[\w$-]{1,100}){1,2})\s*"
    r"(?:\|\s*default:\s*\"(?P<default>[^\"]*)\"\s*)?"
)
FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*$", re.MULTILINE)
TICKS = re.compile(r"`+")


@dataclass(frozen=True)
class Variable:
    path: str  # customer.first_name
    default: str | None
    raw: str  # as written, braces included
    start: int
    in_code: bool

    @property
    def end(self) -> int:
        return self.start + len(self.raw)


@dataclass(frozen=True)
class Malformed:
    """Braces that are no variable."""

    raw: str
    in_code: bool


def variables(text: str) -> list[Variable]:
    return [each for each in _found(text) if isinstance(each, Variable)]


def malformed(text: str) -> list[Malformed]:
    return [each for each in _found(text) if isinstance(each, Malformed)]


def _found(text: str) -> Iterator[Variable | Malformed]:
    code = code_ranges(text)
    for match in BRACES.finditer(text):
        in_code = any(start <= match.start() < end for start, end in code)
        inside = INSIDE.fullmatch(match.group(1))
        if inside is None:
            yield Malformed(match.group(), in_code)
        else:
            path, default = inside.group("path", "default")
            yield Variable(path, default, match.group(), match.start(), in_code)


def code_ranges(text: str) -> list[tuple[int, int]]:
    """Where text is code in Markdown: fenced blocks, and runs of backticks that are closed."""
    fenced = list(_fenced(text))
    spans: list[tuple[int, int]] = []
    ends = [0, *(end for _, end in fenced)]
    starts = [*(start for start, _ in fenced), len(text)]
    for start, end in zip(ends, starts, strict=True):
        spans += _spans(text, start, end)
    return fenced + spans


def _fenced(text: str) -> Iterator[tuple[int, int]]:
    opened: re.Match[str] | None = None
    for fence in FENCE.finditer(text):
        if opened is None:
            opened = fence
        elif fence.group(1).startswith(opened.group(1)):
            yield opened.start(), fence.end()
            opened = None
    if opened is not None:
        yield opened.start(), len(text)


def _spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    runs = list(TICKS.finditer(text, start, end))
    at = 0
    while at < len(runs):
        run = runs[at]
        after = range(at + 1, len(runs))
        same = (other for other in after if len(runs[other].group()) == len(run.group()))
        close = next(same, None)
        if close is not None:
            yield run.start(), runs[close].end()
            at = close
        at += 1
