"""The engine's errors in words, without what we wrote around the query, with a place if known."""

import re
from collections.abc import Mapping

from clickhouse_connect.driver.exceptions import DatabaseError

from clew.analytics.sql.refusing import QueryRefused

CANCELLED = 394
LATE, MEMORY = {159, 160, 209}, {241}
SWOLLEN = {128, 131}
TOO_MUCH_READ, TOO_MUCH_GIVEN, TOO_LARGE = {158, 307, 290}, {396}, {167, 168, 191, 306, 161}
# Values in these are data that may be of rows nobody shows: they are not repeated.
UNREADABLE = {6, 26, 27, 38, 41, 53, 69, 70, 72, 349, 376, 407, 427, 457, 675}
# What these say is about the query, not about data.
TOLD = {10, 36, 42, 43, 44, 45, 46, 47, 48, 63, 124, 125, 130, 170, 179, 184, 190, 207, 215, 258,
        386, 403, 456, 597, 632, 636}  # fmt: skip
_OURS = re.compile(r"__table\d+\.|`?__[tlb]\d*`?\.|clew\.")
_NAMED = re.compile(r"`?(__[a-z]\d+)`?")
# Where our own SQL, types of columns and versions begin.
_CUT = re.compile(
    r"[:.]? ?\b(In scope|In query|While processing|while executing|while converting|"
    r"While executing|Stack trace|Maybe you meant|Note:|\(version|Candidates)\b|\(version",
    re.DOTALL,
)
_SIGNS = {"plus": "+", "minus": "-", "multiply": "*", "divide": "/", "modulo": "%"}
_FUNCTION = re.compile(r"function `?([A-Za-z_]\w*)`?", re.IGNORECASE)
OR_NULL = "Functions such as toFloat64OrNull and parseDateTimeBestEffortOrNull give NULL instead."


def explained(error: DatabaseError, text: str, called: Mapping[str, str]) -> QueryRefused:
    """``called``: names of ours in the compiled SQL → as they were typed."""
    code = error.code or _code(str(error))
    refusal = _by_code(code, str(error), called)
    if refusal is None:
        refusal = QueryRefused(f"The query could not be run (code {code or 'unknown'})")
    if refusal.start < 0:
        refusal.start, refusal.end = _place(str(error), text)
    return refusal.within(text)


def _by_code(  # noqa: PLR0911  a table with words
    code: int | None, said: str, called: Mapping[str, str]
) -> QueryRefused | None:
    if code == CANCELLED:
        return QueryRefused("The query was cancelled")
    if code in LATE:
        return QueryRefused("The query took too long and was stopped",
                            hint="Ask for less time, for example the last 7 days.")  # fmt: skip
    if code in MEMORY:
        return QueryRefused("The query needed too much memory and was stopped",
                            hint="Group by less, or ask for fewer rows.")  # fmt: skip
    if code in TOO_MUCH_READ:
        return QueryRefused("The query reads too many rows", hint="Narrow it by timestamp.")
    if code in TOO_MUCH_GIVEN:
        return QueryRefused("The answer is too large", hint="Ask for fewer rows or columns.")
    if code in SWOLLEN:
        return QueryRefused("A text or a list becomes too large in this query")
    if code in TOO_LARGE:
        return QueryRefused("The query is too large or nested too deeply")
    if code in UNREADABLE:
        return QueryRefused("A value cannot be read as the type it is turned into", hint=OR_NULL)
    if code in TOLD:
        return QueryRefused(_words(said, called))
    return None


def _words(said: str, called: Mapping[str, str]) -> str:
    """The engine's own sentence, if nothing in it comes from data or from us."""
    sentence = said.rpartition("DB::Exception: ")[2]
    cut = _CUT.search(sentence)
    sentence = sentence[: cut.start()] if cut else sentence
    sentence = _OURS.sub("", sentence)
    sentence = _NAMED.sub(lambda match: called.get(match[1], "a column"), sentence)
    sentence = re.sub(r"\s*\([A-Z_]{4,}\)\s*$", "", sentence.strip()).rstrip(" .:")
    if not sentence or "SELECT" in sentence or "__" in sentence:
        return "The types or names in this query do not fit together"
    return sentence[:300]


def _place(said: str, text: str) -> tuple[int, int]:
    """The function or the sign that it speaks of, if the query has it once."""
    for match in _FUNCTION.finditer(said):
        sign = re.escape(_SIGNS.get(match[1].lower(), "")) or r"(?!)"
        named = rf"\b{re.escape(match[1])}(?=\s*\()|{sign}"
        found = list(re.finditer(named, text, re.IGNORECASE))
        if len(found) == 1:
            return found[0].start(), found[0].end() - 1
    return -1, -1


def _code(said: str) -> int | None:
    found = re.search(r"Code: (\d+)", said)
    return int(found[1]) if found else None
