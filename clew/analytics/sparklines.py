"""Small lines drawn on the server: points of an SVG polyline, and the same in a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass


def points(values: Sequence[float], width: int = 120, height: int = 28) -> str:
    """For ``<polyline points>``: from zero (or the lowest below it) up; 1.5 px stay free around."""
    if not values:
        return ""
    edge = 1.5
    low, high = min(0.0, *values), max(0.0, *values)
    step = (width - 2 * edge) / max(len(values) - 1, 1)
    tall = (height - 2 * edge) / ((high - low) or 1.0)
    placed = [(edge + n * step, height - edge - (v - low) * tall) for n, v in enumerate(values)]
    if len(placed) == 1:
        placed.append((width - edge, placed[0][1]))
    return " ".join(f"{x:.4g},{y:.4g}" for x, y in placed)


def sentence(values: Sequence[float], *, days: int | None = None) -> str:
    """What the line shows, for those who do not see it."""
    if not any(values):
        return f"Nothing on the last {days or len(values)} days."
    most, last = max(values), values[-1]
    peak = len(values) - 1 - max(n for n, value in enumerate(values) if value == most)
    when = {0: "today", 1: "yesterday"}.get(peak, f"{peak} days ago")
    busy = sum(value != 0 for value in values)
    return (
        f"Day by day over {len(values)} days: something on {busy} of them,"
        f" most {when} ({most:,.10g}), {last:,.10g} today."
    )


@dataclass(frozen=True, slots=True)
class Sparkline:
    """For templates: ``{{ line.points }}``, ``{{ line.sentence }}``."""

    values: Sequence[float]
    width: int = 120
    height: int = 28

    @property
    def points(self) -> str:
        return points(self.values, self.width, self.height)

    @property
    def sentence(self) -> str:
        return sentence(self.values)
