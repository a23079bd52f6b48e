"""The fuse of a ticket's next target, and what it is promised by."""

from datetime import datetime

from django import template

from clew.core.templatetags.ui import until
from clew.tickets.due import METRICS, due_of
from clew.tickets.models import Ticket

register = template.Library()
register.filter("due", due_of)

PLAN_UNKNOWN = (
    "Nobody knows this customer's plan, so the safest paid target counts. Set the plan on the"
    " account, and the targets are worked out anew."
)


@register.filter
def metric_words(metric: str) -> str:
    """“First reply”."""
    words = METRICS.get(metric, metric.replace("_", " "))
    return words[:1].upper() + words[1:]


@register.filter
def ago_or_until(at: datetime | None) -> str:
    """``14:18`` today, else ``Mon 08:01``, then the date, also of what is past."""
    return until(at) if at else ""


@register.filter
def lower_first(text: str) -> str:
    """Goes on in a sentence, with the weekday in it as it is."""
    return text[:1].lower() + text[1:]


@register.filter
def promise_rev(ticket: Ticket) -> str:
    """Changes with what routing keeps on the ticket, which is no change of the ticket's own."""
    at = ticket.due_at.timestamp() if ticket.due_at else 0
    return (
        f"{at:.0f}{ticket.due_state}{ticket.escalated_to}{ticket.plan_unknown:d}{ticket.priority}"
    )


@register.simple_tag
def plan_unknown_words() -> str:
    return PLAN_UNKNOWN
