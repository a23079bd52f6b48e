"""Why a query is not run, and where in its text the reason stands."""

from collections.abc import Iterable
from difflib import get_close_matches

from sqlglot import exp


class QueryRefused(Exception):  # noqa: N818
    """``line`` and ``column`` count from 1; 0 when the whole query is meant."""

    def __init__(self, message: str, *, hint: str = "", start: int = -1, end: int = -1) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint
        self.start, self.end = start, end
        self.line = self.column = self.length = 0

    def within(self, text: str) -> "QueryRefused":
        """With line and column, once the text is known."""
        if 0 <= self.start <= len(text):
            before = text[: self.start]
            self.line = before.count("\n") + 1
            self.column = self.start - (before.rfind("\n") + 1) + 1
            self.length = max(1, self.end - self.start + 1)
        return self


def refused(message: str, node: exp.Expr | None = None, hint: str = "") -> QueryRefused:
    start, end = place_of(node) if isinstance(node, exp.Expr) else (-1, -1)
    return QueryRefused(message, hint=hint, start=start, end=end)


def place_of(node: exp.Expr) -> tuple[int, int]:
    """First and last character, as far as the parser noted them; (-1, -1) when nowhere."""
    own = _noted(node)
    if own:
        return own
    found = [place for each in node.walk() if (place := _noted(each))]
    if not found:
        return -1, -1
    return min(place[0] for place in found), max(place[1] for place in found)


def _noted(node: exp.Expr) -> tuple[int, int] | None:
    meta = node.meta
    if "start" in meta and "end" in meta:
        return int(meta["start"]), int(meta["end"])
    return None


def nearest(name: str, among: Iterable[str]) -> str:
    """A hint with the name that was probably meant, or nothing."""
    known = {each.lower(): each for each in among}
    found = get_close_matches(name.lower(), known, n=1, cutoff=0.6)
    return f"Did you mean {known[found[0]]}?" if found else ""
