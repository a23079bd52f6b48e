"""Small lines drawn on the server: points of an SVG polyline, and the same in a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

EDGE = 1.5


def points(
    values: Sequence[float], width: int = 120, height: int = 28, *, side: float = EDGE
) -> str:
    """For ``<polyline points>``: from zero (or the lowest below it) up, with room for the stroke.

    ``side`` is what stays free to the left and right.
    """
    if not values:
        return ""
    step = (width - 2 * side) / max(len(values) - 1, 1)
    low, per_unit = _scale(values, height)
    placed = [
        (side + n * step, height - EDGE - (value - low) * per_unit)
        for n, value in enumerate(values)
    ]
    if len(placed) == 1:
        placed.append((width - side, placed[0][1]))
    return " ".join(f"{x:.4g},{y:.4g}" for x, y in placed)


def _scale(values: Sequence[float], height: int) -> tuple[float, float]:
    low, high = min(0.0, *values), max(0.0, *values)
    return low, (height - 2 * EDGE) / ((high - low) or 1.0)


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
    def path(self) -> str:
        """For ``<path d>`` in ``.spark``, from side to side."""
        placed = points(self.values, self.width, self.height, side=0)
        return f"M{placed}" if placed else ""

    @property
    def area(self) -> str:
        return f"{self.path} V{self.height} H0z" if self.values else ""

    @property
    def end(self) -> str:
        """How far down the line ends, in per cent: ``--end`` of ``.spark``."""
        if not self.values:
            return "100"
        low, per_unit = _scale(self.values, self.height)
        down = self.height - EDGE - (self.values[-1] - low) * per_unit
        return f"{100 * down / self.height:.4g}"

    @property
    def sentence(self) -> str:
        return sentence(self.values)
