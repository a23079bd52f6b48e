"""What the design-system components need to know: initials, hues, times in words."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from clew.core import clock

register = template.Library()
MINUTE, HOUR, DAY = 60, 3600, 86400


@register.filter
def initials(name: object) -> str:
    """At most two letters: first and last word; an address gives its first letter."""
    words = [word for word in str(name or "").replace("@", " @").split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@register.filter
def hue(name: object) -> int:
    """A hue in degrees that stays with the name, in steps of 15 so that neighbours differ."""
    total = 0
    for character in str(name or ""):
        total = (total * 31 + ord(character)) % 1_000_003
    return (total % 24) * 15


@register.filter
def ago(at: datetime | None) -> str:
    """``now``, ``5m``, ``3h``, ``2d``, then the date: how rows say when."""
    if at is None:
        return ""
    seconds = (clock.now() - at).total_seconds()
    if seconds < 0:
        return until(at)
    if seconds < MINUTE:
        return "now"
    if seconds < HOUR:
        return f"{int(seconds // MINUTE)}m"
    if seconds < DAY:
        return f"{int(seconds // HOUR)}h"
    return f"{int(seconds // DAY)}d" if seconds < 7 * DAY else day(at)


@register.filter
def ago_long(at: datetime | None) -> str:
    """``just now``, ``5 min ago``, ``3 h ago``, ``2 days ago``, then the date."""
    if at is None:
        return "never"
    seconds = (clock.now() - at).total_seconds()
    if seconds < MINUTE:
        return "just now" if seconds >= 0 else until(at)
    if seconds < HOUR:
        return f"{int(seconds // MINUTE)} min ago"
    if seconds < DAY:
        return f"{int(seconds // HOUR)} h ago"
    days = int(seconds // DAY)
    return f"{days} day{'s' if days > 1 else ''} ago" if days < 7 else day(at)  # noqa: PLR2004


def until(at: datetime) -> str:
    """A moment ahead: the time of day today, the weekday this week, then the date."""
    here, today = timezone.localtime(at), timezone.localtime(clock.now())
    if here.date() == today.date():
        return here.strftime("%H:%M")
    return here.strftime("%a %H:%M") if (here - today).days < 7 else day(at)  # noqa: PLR2004


@register.filter
def day(at: datetime | None) -> str:
    """``14 Nov``, with the year when it is not this one."""
    if at is None:
        return ""
    here = timezone.localtime(at)
    text = f"{here.day} {here:%b}"
    return text if here.year == timezone.localtime(clock.now()).year else f"{text} {here.year}"


@register.filter
def clock_time(at: datetime | None) -> str:
    """``14:05`` in the viewer's zone."""
    return f"{timezone.localtime(at):%H:%M}" if at else ""


@register.filter
def exact(at: datetime | None) -> str:
    """``Sat 14 Nov 2026, 14:05:09 CET``: what a title attribute says."""
    if at is None:
        return ""
    here = timezone.localtime(at)
    return f"{here:%a {here.day} %b %Y, %H:%M:%S} {here.tzname()}"


@register.filter
def iso(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else ""


@register.filter
def instant(at: datetime | None) -> str:
    """To the microsecond, whatever the viewer's zone: what tells one version from the next."""
    return f"{int(at.timestamp())}-{at.microsecond:06d}" if at else ""


@register.filter
def starts_with(text: object, prefix: object) -> bool:
    return str(text).startswith(str(prefix))


@register.filter
def lookup(mapping: Any, key: Any) -> Any:
    """``mapping[key]``, or nothing."""
    try:
        return mapping[key]
    except (KeyError, IndexError, TypeError):
        return ""


CLASSES = {"textarea": "textarea", "select": "", "checkbox": "check", "radio": "radio"}


@register.filter
def styled(field: BoundField, size: str = "") -> str:
    """The field's widget with the design system's class; ``size`` is "" or "lg"."""
    kind = getattr(field.field.widget, "input_type", "textarea")
    attributes: dict[str, str | bool] = {"class": CLASSES.get(kind, "input")}
    if size:
        attributes["data-size"] = size
    field.field.widget.attrs.pop("placeholder", None)  # labels say it, and stay
    return field.as_widget(attrs=attributes)


@register.filter
def is_select(field: BoundField) -> bool:
    return getattr(field.field.widget, "input_type", "") == "select"


@register.simple_tag
def icon(name: str, label: str = "", css: str = "", size: str = "") -> SafeString:
    """An icon of the sprite; hidden from screen readers unless it has a label."""
    style = format_html(' style="--icon:{}"', size) if size else ""
    return _drawing(f"i-{name}", "icon", css, label, style)


@register.simple_tag
def glyph(status: str, label: str = "", css: str = "") -> SafeString:
    """The sign of a ticket status."""
    return _drawing(f"g-{status}", "glyph", css, label, format_html(' data-status="{}"', status))


@lru_cache(maxsize=1000)  # a page draws the same ones again and again
def _drawing(symbol: str, kind: str, css: str, label: str, more: SafeString | str) -> SafeString:
    named = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="{}"{} {}><use href="{}#{}"/></svg>',
        f"{kind} {css}".strip(),
        more,
        mark_safe(named),  # noqa: S308  escaped above, or fixed words
        static("clew/icons.svg"),
        symbol,
    )
