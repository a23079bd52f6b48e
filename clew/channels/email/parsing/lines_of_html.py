"""A tree as the lines a reader sees, each with the place where it begins."""

import re
from dataclasses import dataclass, field

from lxml import etree

from clew.channels.email.parsing.tree import BLOCKS, TABLES, Element, is_blank

BLOCKISH = BLOCKS | (TABLES - {"td", "th"})
PARAGRAPHS = {"p", "pre", "table", "ul", "ol", "dl", "h1", "h2", "h3", "h4", "h5", "h6"}
RULE = "———"
SPACES = re.compile(r"[ \t\n\r\f\v]+")
# Where a line begins: the text of an element, what follows it, or the element itself.
Place = tuple[Element, str]


@dataclass(slots=True)
class Line:
    """``depth`` counts the quotes around it; ``part`` is what the mail program called it."""

    text: str = ""
    depth: int = 0
    place: Place | None = None
    part: str = ""
    opens: str = ""
    is_code: bool = False
    shows: bool = False  # a picture

    @property
    def is_empty(self) -> bool:
        return not self.shows and not self.text.strip()


@dataclass
class _Writer:
    lines: list[Line] = field(default_factory=list)
    line: Line = field(default_factory=Line)
    depth: int = 0
    code: int = 0
    opens: str = ""
    mark: str = ""
    parts: list[tuple[Element, str]] = field(default_factory=list)
    lists: list[int | None] = field(default_factory=list)

    def say(self, words: str, place: Place) -> None:
        if not self.code:
            words = SPACES.sub(" ", words)
            if not self.line.text:
                words = words.lstrip(" ")
        if not words:
            return
        if self.line.place is None:
            self.begin(place)
        first, *rest = words.split("\n") if self.code else [words]
        self.line.text += first
        for each in rest:
            self.end()
            self.begin(place)
            self.line.text = each

    def begin(self, place: Place) -> None:
        self.line.place, self.line.depth = place, self.depth
        self.line.part = self.parts[-1][1] if self.parts else ""
        self.line.is_code = bool(self.code)
        self.line.opens, self.opens = self.opens, ""

    def end(self, *, even_empty: bool = False) -> None:
        if self.line.text and self.line.text == self.mark:
            return  # the paragraph inside a list item stands beside its mark
        self.mark = ""
        if self.line.text or self.line.place is not None or even_empty:
            self.line.depth = self.line.depth or self.depth
            self.lines.append(self.line)
        self.line = Line()

    def gap(self) -> None:
        """One empty line, never two."""
        self.end()
        if not self.line.text and self.lines and self.lines[-1].text:
            self.lines.append(Line(depth=min(self.depth, self.lines[-1].depth)))


def lines_of(root: Element) -> list[Line]:
    writer = _Writer()
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            _open(writer, element)
            if element.text:
                writer.say(element.text, (element, "text"))
        else:
            _close(writer, element)
            if element.tail and element is not root:
                writer.say(element.tail, (element, "tail"))
    writer.end()
    return writer.lines


def _open(writer: _Writer, element: Element) -> None:
    tag = element.tag
    if tag in BLOCKISH:
        nested = tag in {"ul", "ol"} and writer.lists
        apart = (tag in PARAGRAPHS or tag == "blockquote") and not nested
        writer.gap() if apart else writer.end()
    _open_part(writer, element)
    if tag == "blockquote":
        writer.depth += 1
    elif tag == "pre":
        writer.code += 1
    elif tag in {"ul", "ol"}:
        writer.lists.append(_first_number(element) if tag == "ol" else None)
    elif tag == "li":
        mark = _mark(writer)
        writer.say(mark, (element, "self"))
        writer.mark = mark
    elif tag == "br":
        writer.end(even_empty=True)
    elif tag == "hr":
        writer.say(RULE, (element, "self"))
        writer.end()
    elif tag == "img":
        _show(writer, element)
    elif tag in {"td", "th"} and writer.line.text.strip():
        writer.say(" | ", (element, "self"))


def _show(writer: _Writer, picture: Element) -> None:
    alt = (picture.get("alt") or "").strip()
    if not is_blank(alt):
        writer.say(f"[{alt}]", (picture, "self"))
    elif writer.line.place is None:
        writer.begin((picture, "self"))
    writer.line.shows = True


def _open_part(writer: _Writer, element: Element) -> None:
    part = element.get("data-mail")
    if part:
        writer.end()
        writer.parts.append((element, part))
        writer.opens = part


def _close(writer: _Writer, element: Element) -> None:
    tag = element.tag
    if tag == "a":
        _say_address(writer, element)
    if tag == "pre":
        writer.gap()
        writer.code -= 1
    elif tag == "blockquote":
        writer.end()
        writer.depth -= 1
        writer.gap()
    elif tag in {"ul", "ol"} and writer.lists:
        writer.lists.pop()
    if tag in PARAGRAPHS:
        writer.gap()
    elif tag in BLOCKISH:
        writer.end()
    if writer.parts and writer.parts[-1][0] is element:
        writer.end()
        writer.parts.pop()


def _first_number(element: Element) -> int:
    start = element.get("start") or ""
    return int(start) if start.isdigit() and len(start) < 6 else 1  # noqa: PLR2004  digits


def _mark(writer: _Writer) -> str:
    if not writer.lists or writer.lists[-1] is None:
        return "- "
    number = writer.lists[-1]
    writer.lists[-1] = number + 1
    return f"{number}. "


def _say_address(writer: _Writer, link: Element) -> None:
    target = (link.get("href") or "").strip()
    words = "".join(link.itertext()).strip()
    bare = (
        target.removeprefix("mailto:").split("?", 1)[0] if target.startswith("mailto:") else target
    )
    same = {words.rstrip("/"), f"http://{words}".rstrip("/"), f"https://{words}".rstrip("/")}
    if target.startswith(("http", "mailto:")) and words and bare.rstrip("/") not in same:
        writer.say(f" ({bare})", (link, "end"))
