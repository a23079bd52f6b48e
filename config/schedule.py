"""Everything that happens because time passes, in one list. ``clew tick`` runs what is due."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from clew.core.jobs import revive_stalled


@dataclass(frozen=True)
class Due:
    """``run`` must be safe to call at any time and twice; it decides itself what is due."""

    name: str
    every: timedelta
    run: Callable[[], None]


SCHEDULE: list[Due] = [
    Due("revive stalled jobs", timedelta(seconds=60), revive_stalled),
]
