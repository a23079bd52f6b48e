"""Finding where the sender's own words end: signature, "sent from", words of lawyers."""

import re
from collections.abc import Sequence

from clew.channels.email.parsing import closing_words as words
from clew.channels.email.parsing.lines_of_html import RULE, Line

DELIMITER = re.compile(r"\s*--[ \xa0]?\s*|\s*-- \s*")
SENT_FROM = re.compile("|".join(words.SENT_FROM), re.IGNORECASE)
DEVICE = re.compile("|".join(words.DEVICES), re.IGNORECASE)
FIRST_PERSON = re.compile(rf"\b(?:I|{'|'.join(words.FIRST_PERSON)})\b")
RULES = re.compile(rf"\s*(?:[-_=*]{{3,}}|{RULE})\s*")
PLAIN_DELIMITER = 8  # lines below a "--" that may as well be a rule between two thoughts
LONG_SIGNATURE = 14  # lines; more than that is not a signature
LONG_LINE = 160  # characters of "sent from …"
LONG_PARAGRAPH = 120  # characters; lawyers do not write shorter ones


def beginning(lines: Sequence[Line]) -> int:
    """The first line of the sender, after the warnings of mail gateways."""
    start = _next_paragraph(lines, 0)
    first = _end_of_paragraph(lines, start)
    said = _said(lines[start:first]).lower().strip(" *_-")
    if said.startswith(words.BANNERS) and len(said) < 600:  # noqa: PLR2004  a few sentences
        start = _next_paragraph(lines, first)
    return start


def ending(lines: Sequence[Line]) -> int:
    """After the last line that the sender wrote."""
    end = _trimmed(lines, len(lines))
    while True:
        shorter = _without_one(lines, end)
        if shorter >= end:
            return end
        end = _trimmed(lines, shorter)


def _without_one(lines: Sequence[Line], end: int) -> int:
    if not end:
        return 0
    if RULES.fullmatch(lines[end - 1].text) or _is_sent_from(lines[end - 1].text):
        return end - 1
    if lines[end - 1].part == "signature":
        return end - 1
    paragraph = _paragraph_before(lines, end)
    if _is_for_lawyers(_said(lines[paragraph:end])):
        return paragraph
    return _delimiter(lines, end)


def _is_sent_from(text: str) -> bool:
    said = text.strip(" \t*_<>[]()\xa0")
    return len(said) < LONG_LINE and bool(SENT_FROM.match(said) and DEVICE.search(said))


def _delimiter(lines: Sequence[Line], end: int) -> int:
    for index in range(end - 1, max(-1, end - 1 - LONG_SIGNATURE), -1):
        text = lines[index].text
        if DELIMITER.fullmatch(text) and not lines[index].depth:
            below = lines[index + 1 : end]
            return index if text.endswith((" ", "\xa0")) or _is_signature(below) else end
    return end


def _is_signature(lines: Sequence[Line]) -> bool:
    asks = any(line.text.rstrip().endswith(("?", "？", "؟")) for line in lines)  # noqa: RUF001
    return not asks and len(lines) <= PLAIN_DELIMITER and all(len(each.text) < 90 for each in lines)  # noqa: PLR2004


def _is_for_lawyers(said: str) -> bool:
    low = said.lower()
    if len(said) < LONG_PARAGRAPH // 2:
        return any(each in low for each in words.NOTICES)
    secret = any(each in low for each in words.SECRET)
    astray = any(each in low for each in words.ASTRAY)
    dense = len(said) >= LONG_PARAGRAPH or _is_wide(said)
    company = sum(each in low for each in words.COMPANY) > 1
    notice = secret and astray and dense and not FIRST_PERSON.search(said)
    return notice or company or any(each in low for each in words.NOTICES)


def _is_wide(said: str) -> bool:
    """Scripts that say in one character what others say in three."""
    return sum(ord(each) > 0x2E80 for each in said) > LONG_PARAGRAPH // 3  # noqa: PLR2004  CJK


def _paragraph_before(lines: Sequence[Line], end: int) -> int:
    start = end
    while start and not lines[start - 1].is_empty:
        start -= 1
    return start


def _end_of_paragraph(lines: Sequence[Line], start: int) -> int:
    end = start
    while end < len(lines) and not lines[end].is_empty:
        end += 1
    return end


def _next_paragraph(lines: Sequence[Line], start: int) -> int:
    while start < len(lines) and lines[start].is_empty:
        start += 1
    return start


def _trimmed(lines: Sequence[Line], end: int) -> int:
    while end and lines[end - 1].is_empty:
        end -= 1
    return end


def _said(lines: Sequence[Line]) -> str:
    return " ".join(line.text.strip() for line in lines)
