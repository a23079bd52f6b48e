"""What a metric came to, what that is against the period before, and whether it is worse."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clew.analytics.metrics import wording
from clew.analytics.models import UsageMetric
from clew.analytics.sparklines import Sparkline

NOTABLE = 10  # per cent; a smaller change is no news
ENDLESS = float("inf")


@dataclass(frozen=True, slots=True)
class Measured:
    """``value`` and ``previous`` are None for a latest value that nothing in the period had.

    ``series`` has a value for each day of the period, oldest first; ``events`` matched in it.
    """

    metric: UsageMetric
    value: float | None
    previous: float | None
    series: Sequence[float]
    events: int

    @property
    def change(self) -> float | None:
        """In per cent of the period before; None where that was nothing."""
        if self.value is None or not self.previous:
            return None
        return 100 * (self.value - self.previous) / abs(self.previous)

    @property
    def direction(self) -> str:
        """ "up", "down" or ""."""
        now, before = self.value or 0, self.previous or 0
        return "" if now == before else "up" if now > before else "down"

    @property
    def worsening(self) -> float:
        """Per cent to the worse; less than nothing is better, and from nothing is endless."""
        change = self.change
        if change is None:
            change = ENDLESS if (self.value or 0) > 0 and self.previous == 0 else 0.0
        return -change if self.metric.more_is_better else change

    @property
    def tone(self) -> str:
        """ "red" for worse, "green" for better, "" for neither."""
        worse = self.worsening
        return "red" if worse >= NOTABLE else "green" if worse <= -NOTABLE else ""

    @property
    def value_words(self) -> str:
        return wording.value_words(self.value, self.metric)

    @property
    def previous_words(self) -> str:
        return wording.value_words(self.previous, self.metric)

    @property
    def change_words(self) -> str:
        return wording.change_words(self.change, self.value, self.previous)

    @property
    def has_arrow(self) -> bool:
        """Words such as "new" and "same" need none."""
        return self.change is not None and any(each.isdecimal() for each in self.change_words)

    @property
    def events_words(self) -> str:
        return f"{self.events:,}"

    @property
    def sentence(self) -> str:
        return wording.measured_sentence(self)

    @property
    def explanation(self) -> str:
        return wording.metric_words(self.metric)

    @property
    def spark(self) -> Sparkline:
        """In the frame of the design system's sparkline."""
        return Sparkline(self.series, 100, 24)

    @property
    def has_spark(self) -> bool:
        return self.metric.display == UsageMetric.Display.SPARKLINE and any(self.series)


def unusual_first(found: Iterable[Measured]) -> list[Measured]:
    """What became notably worse, the most first; the others stay in the admins' order."""
    return sorted(found, key=lambda one: -one.worsening if one.worsening >= NOTABLE else 0.0)
