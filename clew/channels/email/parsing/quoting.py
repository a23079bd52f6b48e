"""Finding the line where the mail that is answered begins."""
# ruff: noqa: RUF001  Chinese has a colon of its own

import re
from collections.abc import Sequence
from dataclasses import dataclass

from clew.channels.email.parsing import quote_words as words
from clew.channels.email.parsing.lines_of_html import RULE, Line

MOST = 400  # characters of a line that introduces a quote
BLOCK = 9  # lines within which a block of headers must show what it is
MOST_LINES = 5_000  # nobody writes more above an answer
INTRODUCING = 4  # lines that such a line may be wrapped into

LABEL = re.compile(r"[\s*_|]*([^\W\d_][^:：|*]{0,24}?)[\s*_]*(?:[:：]|\s\|)[\s*_|]*(.*)")
LABELS = {
    **dict.fromkeys(words.COPY, "copy"),
    **dict.fromkeys(words.TO, "to"),
    **dict.fromkeys(words.SUBJECT, "subject"),
    **dict.fromkeys(words.SENT, "sent"),
    **dict.fromkeys(words.FROM, "from"),
}
WROTE = re.compile("|".join(re.escape(each) for each in words.WROTE), re.IGNORECASE)
ENDS = re.compile(r"[:：]\s*$")
DIRECTIONS = dict.fromkeys([*range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
STARTS_DATED = re.compile(r"\d{4}\s?[年/.-]")
DATED = re.compile(r"\d{1,4}.{0,24}\d{1,2}|@")
DATE = re.compile(r"\d{1,4}.{1,24}\d{1,2}")
MAILBOX = re.compile(r"[\w.+'-]+@[\w-]+\.[\w.-]+")
RULED = re.compile(r"[\s>*]*[-_—=]{3,}[\s*]*(.{0,60}?)[\s*]*[-_—=]{3,}[\s*]*")
ONLY_RULE = re.compile(rf"\s*(?:[-_=]{{5,}}|{RULE})\s*")
LONGEST_RULE = 500
NOTES = re.compile(r"\s*-{3,}.{3,200}-{3,}\s*")  # -----Ann <ann@…> wrote: -----
ABOVE = re.compile(
    r"[#\-=\s]*(?:please )?(?:type|write|reply|respond|antworten|schreiben).{0,40}"
    r"(?:above this line|above here|oberhalb dieser)",
    re.IGNORECASE,
)
FORWARDED = frozenset(words.FORWARDED)
ORIGINAL = frozenset(words.ORIGINAL)
PREFIXED = re.compile(r"\s*(?:\[[^\]]{0,60}\]\s*)*[^\s:：]{1,12}\s?[:：]")
PASSED_ON = re.compile(rf"\s*(?:{'|'.join(words.PASSED_ON)})\s*[:：]", re.IGNORECASE)


@dataclass(frozen=True)
class Quote:
    """``start`` is the first line that is not the sender's. ``marked``: its lines are quoted one
    by one, so what stands between them is the sender's again."""

    start: int
    marked: bool


def may_answer(subject: str) -> bool:
    """Programs put a word and a colon before the subject they answer; people edit it at times."""
    return not subject.strip() or bool(PREFIXED.match(subject))


def is_passed_on(subject: str) -> bool:
    return bool(PASSED_ON.match(subject))


def quote_in(lines: Sequence[Line], *, may_answer: bool = True) -> Quote | None:
    """The first one. Without ``may_answer`` a block of headers may be what the mail is about."""
    for index, line in enumerate(lines[:MOST_LINES]):
        if line.is_empty and not line.opens:
            continue
        if is_forward(line.text):
            return None
        found = _quote_at(lines, index, blocks=may_answer)
        if found:
            return Quote(_with_rule(lines, found.start), found.marked)
    return _trailing(lines)


def holds_forward(lines: Sequence[Line]) -> bool:
    return any(is_forward(line.text) for line in lines)


def is_forward(text: str) -> bool:
    said = text.strip(" \t>*-—_=:\xa0").lower()
    return said in FORWARDED and len(text) < 120  # noqa: PLR2004  with its rules


def _quote_at(lines: Sequence[Line], index: int, *, blocks: bool) -> Quote | None:
    line = lines[index]
    if ABOVE.match(line.text):
        return Quote(index, marked=False)
    if line.depth:  # telephones quote the line that introduces the quote, too
        return Quote(index, marked=True) if _introduces(lines, index) else None
    if line.opens == "header":
        return Quote(index, marked=_quoted_follows(lines, index + 1))
    if _introduces(lines, index):
        after = index + _introduces(lines, index)
        return Quote(index, marked=_quoted_follows(lines, after))
    begins = line.opens == "quote" or _is_original(line.text)
    if begins or (blocks and _is_header_block(lines, index)):
        return Quote(index, marked=False)
    return None


def _with_rule(lines: Sequence[Line], start: int) -> int:
    """With the rule above it, and the empty lines between."""
    above = start - 1
    while above >= 0 and lines[above].is_empty:
        above -= 1
    return above if above >= 0 and ONLY_RULE.fullmatch(lines[above].text) else start


def _introduces(lines: Sequence[Line], index: int) -> int:
    """How many lines "On … wrote:" takes from here; 0 when it is not one."""
    said: list[str] = []
    for count in range(1, INTRODUCING + 1):
        if index + count > len(lines) or lines[index + count - 1].depth != lines[index].depth:
            return 0
        said.append(lines[index + count - 1].text.translate(DIRECTIONS).strip())
        if not said[-1] or sum(map(len, said)) > MOST:
            return 0
        if _is_introduction(" ".join(said), quoted=_quoted_follows(lines, index + count)):
            return 0 if _begins_later(said) else count
    return 0


def _begins_later(said: Sequence[str]) -> bool:
    """The first line is the sender's own, and the introduction follows it at once."""
    tails = [" ".join(said[start:]) for start in range(1, len(said))]
    if any(_opens(tail) and DATED.search(tail) for tail in tails):
        return True
    dated = any(DATE.search(tail) and WROTE.search(tail) for tail in tails)
    return dated and not _opens(said[0])


def _opens(said: str) -> bool:
    return said.startswith(words.OPENINGS) or bool(STARTS_DATED.match(said))


def _is_introduction(said: str, *, quoted: bool) -> bool:
    if not ENDS.search(said) and not (quoted and said.endswith((">", "작성", "写道", "寫道"))):
        return False
    tells = bool(DATED.search(said))
    if quoted:
        return tells or bool(WROTE.search(said))
    if not tells or not WROTE.search(said) or not _opens(said):
        return bool(tells and MAILBOX.search(said) and WROTE.search(said))
    return True


def _quoted_follows(lines: Sequence[Line], index: int) -> bool:
    for line in lines[index : index + 3]:
        if line.depth:
            return True
        if not line.is_empty:
            return False
    return False


def _is_original(text: str) -> bool:
    if len(text) > LONGEST_RULE:  # made to keep the patterns busy
        return False
    found = RULED.fullmatch(text)
    if found and found[1].lower().strip(" :") in ORIGINAL:
        return True
    return bool(NOTES.fullmatch(text) and WROTE.search(text) and MAILBOX.search(text))


def kind_of_label(text: str) -> str:
    found = LABEL.match(text)
    return LABELS.get(found[1].strip().lower(), "") if found else ""


def _is_header_block(lines: Sequence[Line], index: int) -> bool:
    """From, sent, to and subject, one below the other; at least three of them."""
    if kind_of_label(lines[index].text) not in {"from", "sent", "subject"}:
        return False
    kinds: set[str] = set()
    blank = 0
    for line in lines[index : index + BLOCK]:
        kind = kind_of_label(line.text)
        blank = blank + 1 if line.is_empty else 0
        if blank > 1 or (len(kinds) > 1 and not kind and line.is_empty):
            break
        kinds |= {kind} - {""}
    return "from" in kinds and len(kinds) > 2  # noqa: PLR2004  three of four


def _trailing(lines: Sequence[Line]) -> Quote | None:
    """A quote at the very end that a mail program made, without words that introduce it."""
    end = len(lines)
    while end and lines[end - 1].is_empty:
        end -= 1
    start = end
    while start and (lines[start - 1].depth or lines[start - 1].is_empty):
        start -= 1
    while start < end and not lines[start].depth:
        start += 1
    made = start < end and lines[start].part == "quote"
    return Quote(start, marked=True) if made else None
