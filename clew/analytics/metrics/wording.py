"""Values, changes and definitions of metrics as people read them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from clew.analytics.metrics.matching import OPERATORS, EventMatcher, PropertyFilter
from clew.analytics.metrics.reading import read_filters, read_matchers
from clew.analytics.models import UsageMetric

if TYPE_CHECKING:
    from clew.analytics.metrics.measured import Measured

SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}
NOTHING, MINUS = "\N{EN DASH}", "\N{MINUS SIGN}"
SHORTENED = 100_000  # from here on 123K
MINUTE, HOUR, DAY = 60, 3_600, 86_400
MOST_CHANGE = 1_000  # per cent; more is said as a factor
Format = UsageMetric.Format
Math = UsageMetric.Math


def value_words(value: float | None, metric: UsageMetric) -> str:
    """A dash where there is none."""
    if value is None:
        return NOTHING
    match metric.format:
        case Format.CURRENCY:
            return money(value, metric.currency or "USD")
        case Format.PERCENT:
            return f"{_trimmed(value, 1)}%"
        case Format.BYTES:
            return _bytes(value)
        case Format.SECONDS:
            return duration(value)
    return number(value)


def number(value: float) -> str:
    """1,240 or 1.24M."""
    if abs(value) >= SHORTENED:
        return _scaled(value, ("", "K", "M", "B", "T"), "")
    return _trimmed(value, 0 if value == int(value) else 2 if abs(value) < 100 else 1)  # noqa: PLR2004


def money(value: float, currency: str) -> str:
    """$44.60, or CHF 44.60 where a sign is not known to everybody."""
    sign = SIGNS.get(currency, f"{currency} ")
    if abs(value) >= SHORTENED:
        amount = _scaled(abs(value), ("", "K", "M", "B", "T"), "")
    else:
        amount = f"{abs(value):,.2f}".removesuffix(".00")
    return f"{MINUS if value < 0 else ''}{sign}{amount}"


def duration(seconds: float) -> str:
    """850 ms, 2.5 s, 12 min, 3 h 20 min, 4 days."""
    if abs(seconds) < 1:
        return f"{seconds * 1000:.0f} ms"
    if abs(seconds) < MINUTE:
        return f"{_trimmed(seconds, 1)} s"
    if abs(seconds) < HOUR:
        return f"{seconds / MINUTE:.0f} min"
    if abs(seconds) < DAY:
        hours, rest = divmod(round(seconds / MINUTE), 60)
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{_trimmed(seconds / DAY, 1)} days"


def change_words(change: float | None, value: float | None, previous: float | None) -> str:
    """ "" where there is nothing to compare with."""
    if change is None:
        return "new" if value and previous == 0 else ""
    if abs(change) < 0.5:  # noqa: PLR2004 - it would be read as 0%
        return "same"
    if change >= MOST_CHANGE:
        return f"{change / 100 + 1:,.0f}\N{MULTIPLICATION SIGN}"
    return f"{abs(change):,.0f}%"


def measured_sentence(found: "Measured") -> str:
    """All of a tile for who hears it: value, period, change."""
    metric = found.metric
    told = f"{metric.name}: {found.value_words} in the last {metric.days} days"
    if found.previous is None:
        return f"{told}; nothing to compare with in the {metric.days} days before."
    change = {"up": "more than", "down": "less than"}.get(found.direction, "the same as")
    judged = {"red": " This is worse.", "green": " This is better."}.get(found.tone, "")
    return f"{told}, {change} the {found.previous_words} of the {metric.days} days before.{judged}"


def metric_words(metric: UsageMetric) -> str:
    """Which events, which filter, what of them, over which time."""
    counted = {
        Math.COUNT: "Number of",
        Math.SUM: f"Sum of “{metric.math_property}” over",
        Math.PEOPLE: "People with",
        Math.LAST: f"Latest “{metric.math_property}” of",
    }[Math(metric.math)]
    events = _or([_event_words(one) for one in read_matchers(metric.events)])
    shared = _and([filter_words(one) for one in read_filters(metric.filters)])
    where = f"; all of them where {shared}" if shared else ""
    return f"{counted} {events}{where}. Last {metric.days} days, against the {metric.days} before."


def filter_words(one: PropertyFilter) -> str:
    operator = OPERATORS[one.operator]
    values = " or ".join(f"“{value}”" if value else "empty text" for value in one.values)
    return " ".join(filter(None, [f"“{one.property}”", operator.label, values]))


def _event_words(one: EventMatcher) -> str:
    named = f"“{one.event}” events" if one.event else "any events (Clew's own left out)"
    filters = _and([filter_words(each) for each in one.filters])
    return f"{named} where {filters}" if filters else named


def _and(parts: Sequence[str]) -> str:
    return " and ".join(parts)


def _or(parts: Sequence[str]) -> str:
    return ", or ".join(parts) or "no events"


def _bytes(value: float) -> str:
    return _scaled(value, ("B", "kB", "MB", "GB", "TB", "PB"), " ")


def _scaled(value: float, units: Sequence[str], space: str) -> str:
    step = 0
    while abs(value) >= 999.5 and step < len(units) - 1:  # noqa: PLR2004 - it rounds to 1000
        value, step = value / 1000, step + 1
    digits = 0 if abs(value) >= 100 or step == 0 else 1 if abs(value) >= 10 else 2  # noqa: PLR2004
    return f"{_trimmed(value, digits)}{space}{units[step]}"


def _trimmed(value: Any, digits: int) -> str:
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
