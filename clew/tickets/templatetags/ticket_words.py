"""Words of the conversation: when, by which way, and what happened."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from clew.core import clock
from clew.core.templatetags.ui import day
from clew.tickets.channels import label_of
from clew.tickets.models import AuthorKind, Message, Ticket
from clew.tickets.queries import Change

register = template.Library()
IN_A_FOLD = 3  # changes named on its one line


@register.filter
def moment(at: datetime | None) -> str:
    """``14:05`` today, else ``14 Nov 14:05``, in the viewer's zone."""
    if at is None:
        return ""
    here, today = timezone.localtime(at), timezone.localtime(clock.now())
    return f"{here:%H:%M}" if here.date() == today.date() else f"{day(at)} {here:%H:%M}"


@register.filter
def wake_day(at: datetime | None) -> str:
    """``Mon 24 Nov`` in the viewer's zone: when a ticket on hold wakes up."""
    return f"{timezone.localtime(at):%a} {day(at)}" if at else ""


@register.filter
def status_words(ticket: Ticket) -> str:
    """``Pending``, ``On hold until Mon 24 Nov``."""
    label = str(ticket.get_status_display())
    return f"{label} until {wake_day(ticket.hold_until)}" if ticket.hold_until else label


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
    kind = kinds[message_kind(message)]
    if message.author_kind == AuthorKind.SYSTEM:
        kind = "Automatic message by"
    return f"{kind} {message.author_name}"


@register.filter
def in_full(change: Change) -> SafeString:
    """With who did it in bold, whether its words begin with the name or not."""
    name, text = _who(change), change.text
    if not name:
        return conditional_escape(text)
    if text.startswith(name):
        return format_html("<b>{}</b>{}", name, text.removeprefix(name))
    return format_html("<b>{}</b> {}", name, _lowered(text))


@register.filter
def fold_line(changes: Sequence[Change]) -> SafeString:
    """The first few of them in one line, each name once."""
    shown = (_after(change, before) for before, change in pairwise([None, *changes[:IN_A_FOLD]]))
    return format_html_join(", ", "{}", ((part,) for part in shown))


def _after(change: Change | None, before: Change | None) -> str:
    assert change is not None
    if before is None:
        return in_full(change)
    who = _who(change)
    if who == _who(before) or not who:
        return _lowered(change.text.removeprefix(who).strip())
    return in_full(change)


def _who(change: Change) -> str:
    """Nobody did what is told as “The target … was missed”."""
    return "" if change.text.startswith("The ") else change.by.name


def _lowered(text: str) -> str:
    """“Changed status …” continues a sentence as “changed status …”."""
    return text[:1].lower() + text[1:]


@register.filter
def level(severity: str) -> str:
    """The glyph of a severity."""
    return {"critical": "urgent", "medium": "normal"}.get(severity, severity)
