"""Between HTML and plain text."""

import re
from html import escape

from clew.channels.email.parsing.lines_of_html import lines_of
from clew.channels.email.parsing.tree import is_blank, readable, tree_of

ADDRESS = re.compile(
    r"https?://[^\s<>\"'`]+[^\s<>\"'`.,;:!?)\]}*_]|[\w.+-]{1,64}@(?:[\w-]+\.)+[a-zA-Z]{2,24}\b"
)
QUOTED = re.compile(r"((?:>[ \t]?)+)")
TAB = "    "
MAX_DEPTH = 12  # quotes in quotes; deeper ones stand on the last level


def text_of_html(html: str) -> str:
    """Quotes with ``>``, list items with their mark, table rows as one line.

    A link's address follows its words, unless the words are the address.
    """
    if not html.strip():
        return ""
    said: list[str] = []
    for line in lines_of(tree_of(html)):
        text = line.text.rstrip() if line.is_code else line.text.strip()
        if text or (said and said[-1].strip("> ")):
            said.append("> " * line.depth + text if line.depth else text)
    return "\n".join(each.rstrip() for each in said).strip("\n")


def html_of_text(text: str) -> str:
    """Paragraphs, lines and links; nothing of it is Markdown."""
    written: list[str] = []
    depth = 0
    paragraph: list[str] = []
    for line in [*readable(text).strip("\n").split("\n"), ""]:
        level, words = _level(line)
        if level != depth or is_blank(words):
            _close(paragraph, written)
        if level != depth and not (is_blank(line) and depth == 0):
            written.append(_between(depth, level))
            depth = level
        if not is_blank(words):
            paragraph.append(_line(words))
    written.append(_between(depth, 0))
    return "".join(written)


def _level(line: str) -> tuple[int, str]:
    marks = QUOTED.match(line)
    if not marks:
        return 0, line
    return min(marks[1].count(">"), MAX_DEPTH), line[marks.end() :]


def _close(paragraph: list[str], written: list[str]) -> None:
    if paragraph:
        written.append(f"<p>{'<br>'.join(paragraph)}</p>")
        paragraph.clear()


def _between(old: int, new: int) -> str:
    return "<blockquote>" * (new - old) + "</blockquote>" * (old - new)


def _line(words: str) -> str:
    """With its indentation: logs and code are read by it."""
    words = words.rstrip().replace("\t", TAB)
    parts: list[str] = []
    end = 0
    for found in ADDRESS.finditer(words):
        parts += [_spaced(words[end : found.start()], first=end == 0), _link(found[0])]
        end = found.end()
    return "".join([*parts, _spaced(words[end:], first=end == 0)])


def _spaced(words: str, *, first: bool) -> str:
    safe = escape(words, quote=True)
    if first:
        bare = safe.lstrip(" ")
        safe = "\xa0" * (len(safe) - len(bare)) + bare
    return re.sub(r" {2,}", lambda run: "\xa0" * (len(run[0]) - 1) + " ", safe)


def _link(address: str) -> str:
    target = address if "://" in address else f"mailto:{address}"
    return f'<a href="{escape(target)}" rel="noopener nofollow ugc">{escape(address)}</a>'
