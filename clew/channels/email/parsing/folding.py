"""What the sender wrote now, apart from what they quoted and signed with."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from clew.channels.email.parsing import quote_words, signing
from clew.channels.email.parsing.cutting import only
from clew.channels.email.parsing.lines_of_html import Line, lines_of
from clew.channels.email.parsing.quoting import (
    holds_forward,
    is_passed_on,
    may_answer,
    quote_in,
)
from clew.channels.email.parsing.safe_html import cleaned
from clew.channels.email.parsing.tidying import tidy
from clew.channels.email.parsing.tree import html_of_tree, tree_of
from clew.channels.email.parsing.words import text_of_html

MARKS = re.compile(r"((?:>[ \t]?)+)")
BELOW = re.compile(
    rf"(?<!\w)(?:{'|'.join(re.escape(each) for each in quote_words.BELOW)})(?!\w)", re.IGNORECASE
)
OWN_MARK = re.compile(r' data-mail="[a-z]*"')


class Folded(NamedTuple):
    text: str
    html: str
    folded: bool


def fold(text: str, html: str, *, subject: str = "") -> Folded:
    """Of the whole text and the whole safe HTML ("" if there is none).

    ``subject`` tells a mail that somebody passes on, of which nothing is folded, from an answer.
    """
    if is_passed_on(subject):
        return Folded(text, OWN_MARK.sub("", html), folded=False)
    answers = may_answer(subject)
    kept_text, text_cut = _fold_text(text, answers=answers)
    if not html.strip():
        return Folded(kept_text, "", text_cut)
    kept_html, html_cut = _fold_html(html, answers=answers)
    if html_cut and not text_cut:
        kept_text = text_of_html(kept_html)
    return Folded(kept_text, kept_html, html_cut or text_cut)


def _fold_text(text: str, *, answers: bool) -> tuple[str, bool]:
    written = text.replace("\r\n", "\n").split("\n")
    lines = _text_lines(written)
    start, end = _own(lines, answers=answers)
    cut = _says_something([*lines[:start], *lines[end:]])
    return "\n".join(written[start:end]).strip("\n").rstrip(), cut


def _fold_html(html: str, *, answers: bool) -> tuple[str, bool]:
    root = tree_of(html)
    lines = lines_of(root)
    start, end = _own(lines, answers=answers)
    if not _says_something([*lines[:start], *lines[end:]]):
        return OWN_MARK.sub("", html), False
    only(root, lines, start, end)
    tidy(root)
    return OWN_MARK.sub("", cleaned(html_of_tree(root))), True


def _text_lines(written: Sequence[str]) -> list[Line]:
    lines: list[Line] = []
    for each in written:
        marks = MARKS.match(each)
        depth = marks[1].count(">") if marks else 0
        lines.append(Line(text=each[marks.end() :] if marks else each, depth=depth))
    return lines


def _own(lines: Sequence[Line], *, answers: bool) -> tuple[int, int]:
    """From and to which line; all of them, if nothing would remain or answers stand inside."""
    everything = (0, len(lines))
    quote = quote_in(lines, may_answer=answers)
    end = quote.start if quote else len(lines)
    if holds_forward(lines[:end]):
        return everything
    if quote:
        inside = quote.marked and _answers_inside(lines[quote.start :])
        if inside or _points_inside(lines[: quote.start]):
            return everything
    start = signing.beginning(lines[:end])
    end = start + signing.ending(lines[start:end])
    return (start, end) if _says_something(lines[start:end]) else everything


def _answers_inside(lines: Sequence[Line]) -> bool:
    """Own words after the first quoted line, other than a signature."""
    first = next((index for index, line in enumerate(lines) if line.depth), len(lines))
    rest = lines[first:]
    own = rest[: signing.ending(rest)] if rest else rest
    return any(not line.depth and not line.is_empty and not line.opens for line in own)


def _points_inside(lines: Sequence[Line]) -> bool:
    return any(BELOW.search(line.text) for line in lines)


def _says_something(lines: Sequence[Line]) -> bool:
    return any(line.shows or any(map(_is_word, line.text)) for line in lines)


def _is_word(character: str) -> bool:
    """Or a small picture, which may be all that somebody answers."""
    return character.isalnum() or (character > "\u2190" and not "\u2500" <= character <= "\u257f")
