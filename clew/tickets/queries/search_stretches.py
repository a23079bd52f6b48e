"""The latest of many: in a stretch of the newest that should hold enough of them, and in another
when it did not. So what is read hardly grows with what there is.
"""

import math
from dataclasses import dataclass
from typing import Any

from clew.core.kept import Kept

SPARE = 1.25  # times as much is looked through as should be needed
FEW = 10  # places, from which on it can be told how far back the others are
WIDER = 16  # times as much is looked through next, when there were fewer
UNKNOWN = 130_000  # rows looked through first for what is not among the common words
MANY = 4  # times that, before looking through a part first is worth it
ENOUGH = 100  # places of such a word
MEANWHILE = 10_000  # rows that came in since the newest was asked for


@dataclass(frozen=True)
class Look:
    """How far back to look, by id, for ``limit`` places of words with this share of all."""

    newest: int
    limit: int
    share: float  # 0: they are not among the common ones
    in_parts: bool = True  # also when it is not known how common they are

    @property
    def first(self) -> int:
        """How many of the newest."""
        if self.share:
            return math.ceil(SPARE * self.limit / self.share)
        many = self.in_parts and self.newest > MANY * UNKNOWN
        return UNKNOWN if many else self.newest

    @property
    def enough(self) -> int:
        """Places in those that make looking on needless."""
        return self.limit if self.share else min(ENOUGH, self.limit)

    def following(self, found: int, through: int) -> int:
        """How many of those before, when so many held so few. The rest of a rare word at once."""
        if not self.share:
            return self.newest
        if found < FEW:
            return through * WIDER
        return math.ceil(SPARE * (self.limit - found) * through / found)


@dataclass(frozen=True)
class Latest:
    rows: list[tuple[Any, ...]]
    more: bool  # perhaps, from longer ago


def latest(asked: Kept[Any], given: dict[str, Any], look: Look) -> Latest:
    """``asked`` goes by ``after`` and ``until``, and its rows begin with the newest.

    Planned for each stretch: how common the words are decides which way is shorter.
    """
    rows: list[tuple[Any, ...]] = []
    until, enough = look.newest + MEANWHILE, look.enough
    after = max(0, look.newest - look.first)
    while until > 0:
        rows += asked.anew(**given, after=after, until=until)
        if len(rows) >= enough:
            return Latest(rows[: look.limit], more=after > 0 or len(rows) >= look.limit)
        span = look.following(len(rows), look.newest - after)
        until, after, enough = after, max(0, after - span), look.limit
    return Latest(rows, more=False)
