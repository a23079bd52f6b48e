"""How far somebody came in a funnel: the same rule as ClickHouse's windowFunnel('strict_once').

Steps in order, each by another event, none before the one that came before it; events of the same
instant count in the order that fits. The last step is at most the window after the first.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

Path = tuple["Touch", ...]


@dataclass(frozen=True, slots=True)
class Touch:
    """An event that is a step. ``steps``: bit 0 is set where it is the first one, and so on."""

    at: datetime
    steps: int
    distinct_id: str = ""
    event: str = ""
    lib: str = ""
    session: str = ""
    ip: str = ""
    device: str = ""
    value: str | None = None  # of the property that is asked about
    uuid: str = ""


def furthest(touches: Iterable[Touch], steps: int, window: timedelta) -> Path:
    """The events of the way that first came furthest, the latest start of all that did."""
    reached: dict[int, Path] = {}  # steps done → the way there that began last
    best: Path = ()
    for at, same in groupby(sorted(touches, key=lambda each: each.at), key=lambda each: each.at):
        batch = list(same)
        open_ways = [path for path in reached.values() if at - path[0].at <= window]
        for path in [(), *open_ways]:
            for way in _onward(path, batch, steps):
                known = reached.get(len(way))
                if known is None or way[0].at >= known[0].at:
                    reached[len(way)] = way
                if len(way) > len(best):
                    best = way
    return best


def shifted(touches: Iterable[Touch], first: int) -> list[Touch]:
    """For the little funnel of step ``first`` (from 0) and the one after it."""
    return [_with_steps(each, each.steps >> first & 0b11) for each in touches]


def did(touches: Iterable[Touch], step: int) -> bool:
    """At all, in whatever order."""
    return any(each.steps >> step & 1 for each in touches)


def _onward(path: Path, batch: Sequence[Touch], steps: int) -> Iterator[Path]:
    """The longer ways through events of one instant, each event for one step."""
    chosen: dict[int, int] = {}  # place in the batch → step
    for step in range(len(path), steps):
        if not _assign(step, batch, chosen, set()):
            return
        by_step = {each: batch[place] for place, each in chosen.items()}
        yield (*path, *(by_step[each] for each in range(len(path), step + 1)))


def _assign(step: int, batch: Sequence[Touch], chosen: dict[int, int], tried: set[int]) -> bool:
    """Finds an event for the step; one that another step has, where that finds another."""
    for place, touch in enumerate(batch):
        if touch.steps >> step & 1 and place not in tried:
            tried.add(place)
            if place not in chosen or _assign(chosen[place], batch, chosen, tried):
                chosen[place] = step
                return True
    return False


def _with_steps(touch: Touch, steps: int) -> Touch:
    return Touch(touch.at, steps, touch.distinct_id)
