"""Words of the conversation: when, by which way, and what happened."""

from collections.abc import Sequence
from datetime import datetime

from django import template
from django.utils import timezone

from clew.core import clock
from clew.core.templatetags.ui import clock_time, day
from clew.tickets.channels import label_of
from clew.tickets.models import Message
from clew.tickets.queries import Change

register = template.Library()
IN_A_FOLD = 3  # changes named on its one line


@register.filter
def moment(at: datetime | None) -> str:
    """``14:05`` today, else ``14 Nov 14:05``, in the viewer's zone."""
    if at is None:
        return ""
    is_today = timezone.localtime(at).date() == timezone.localtime(clock.now()).date()
    return clock_time(at) if is_today else f"{day(at)} {clock_time(at)}"


@register.filter
def by_channel(name: str) -> str:
    """``by email``, ``by in-app form``; API and staff tickets in words of their own."""
    known = {"api": "by the API", "staff": "written down by staff"}
    return known.get(name) or f"by {label_of(name).lower()}"


@register.filter
def message_kind(message: Message) -> str:
    if message.is_note:
        return "note"
    return "customer" if message.is_from_customer else "reply"


@register.filter
def message_label(message: Message) -> str:
    """What a screen reader calls it."""
    kinds = {"note": "Internal note by", "customer": "Message from", "reply": "Reply by"}
    return f"{kinds[message_kind(message)]} {message.author_name}"


@register.filter
def in_full(change: Change) -> str:
    """With who did it, unless its words say so already."""
    if not change.by.name or change.text.startswith(change.by.name):
        return change.text
    return f"{change.by.name}: {change.text}"


@register.filter
def fold_line(changes: Sequence[Change]) -> str:
    """The last few of them in one line."""
    shown = [in_full(change) for change in changes[-IN_A_FOLD:]]
    return ", ".join(shown)


@register.filter
def level(severity: str) -> str:
    """The glyph of a severity."""
    return {"critical": "urgent", "medium": "normal"}.get(severity, severity)
