"""The next target of a ticket as lists and its page draw it: a fuse, and a few words.

Everything comes from the ticket's own row, so that drawing it costs no statement. The browser
goes on from ``due_at`` and ``due_from`` by the same rules: see workspace/fuses.js.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from clew.core import clock
from clew.core.templatetags.ui import until
from clew.tickets.models import Status, Ticket

MINUTE, HOUR, DAY = 60, 3600, 86400
SOON, LAST = 3600, 0.25  # amber: seconds left, share of the target left
METRICS = {
    "first_reply": "first reply",
    "next_reply": "next reply",
    "periodic_update": "update",
    "escalated_reply": "escalated reply",
    "requester_wait": "customer's wait",
    "agent_work": "our work",
    "resolution": "resolution",
}
STILL = {"paused": ("paused", "Paused"), "fulfilled": ("met", "Met"), "met": ("met", "Met")}


@dataclass(frozen=True)
class Due:
    """``tone`` is ok, due, breached, paused or met; ``left`` the length of the fuse, 0 to 1.

    ``today`` is when the viewer's day begins in which it is due, None if it has: until then the
    words are a weekday, from then on they count down.
    """

    tone: str
    text: str
    note: str
    left: float = 1.0
    at: datetime | None = None
    since: datetime | None = None
    today: datetime | None = None

    @property
    def is_ticking(self) -> bool:
        return self.tone in {"ok", "due", "breached"}

    @property
    def sentence(self) -> str:
        """“12 min left”, “18 min over”, “Paused”."""
        if not self.is_ticking or self.at is None:
            return self.text
        seconds = (self.at - clock.now()).total_seconds()
        if seconds <= 0:
            return f"{_over(-seconds, long=True)} over"
        return f"{_span(seconds, long=True)} left" if not self.today else f"due {self.text}"


def due_of(ticket: Ticket) -> Due | None:
    """None when no target runs."""
    note = METRICS.get(ticket.due_metric, ticket.due_metric.replace("_", " "))
    if ticket.due_state in STILL:
        tone, text = STILL[ticket.due_state]
        return Due(tone, text, _why_still(ticket) if tone == "paused" else note)
    if ticket.due_at is None:
        return None
    return ticking(ticket.due_at, ticket.due_from, note, clock.now())


def ticking(at: datetime, since: datetime | None, note: str, now: datetime) -> Due:
    seconds = (at - now).total_seconds()
    if seconds <= 0:
        return Due("breached", f"{_over(-seconds)} over", note, 1.0, at, since)
    whole = max((at - (since or at)).total_seconds(), seconds)
    left = round(seconds / whole, 2)
    tone = "due" if seconds < SOON or left < LAST else "ok"
    today = _day_of(at) if _day_of(at) > now and seconds >= SOON else None
    return Due(tone, until(at) if today else _span(seconds), note, left, at, since, today)


def _why_still(ticket: Ticket) -> str:
    return "on hold" if ticket.status == Status.HOLD else str(ticket.get_status_display()).lower()


def _day_of(at: datetime) -> datetime:
    """When the viewer's day begins; a day may begin after midnight where clocks change."""
    here = timezone.localtime(at)
    return here.replace(hour=0, minute=0, second=0, microsecond=0)


def _span(seconds: float, *, long: bool = False) -> str:
    """What is left, rounded up: “12m”, “1h 50m”; 0 is only said when it is over."""
    minutes = math.ceil(seconds / MINUTE)
    hours, rest = divmod(minutes, 60)
    words = ("{} h", "{} min") if long else ("{}h", "{}m")
    parts = ([words[0].format(hours)] if hours else []) + ([words[1].format(rest)] if rest else [])
    return " ".join(parts)


def _over(seconds: float, *, long: bool = False) -> str:
    passed = timedelta(seconds=seconds)
    if seconds < HOUR:
        return f"{max(1, int(seconds // MINUTE))}{' min' if long else 'm'}"
    if seconds < DAY:
        return f"{int(seconds // HOUR)}{' h' if long else 'h'}"
    return f"{passed.days} day{'s' if passed.days > 1 else ''}" if long else f"{passed.days}d"
