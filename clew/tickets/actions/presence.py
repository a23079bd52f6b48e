"""Who is on a ticket: each browser tab says so every few seconds, and is forgotten when it stops.

No facts: this is true for seconds and then nobody asks again. Everybody hears of a change by the
topics ``ticket/42/presence`` and, for lists, ``ticket/42/writing/7`` and ``ticket/42/idle/7``.
"""

from collections.abc import Iterable
from datetime import timedelta

from clew.core import clock, live
from clew.people.models import Staff
from clew.tickets.models import Doing, Presence, Ticket
from clew.tickets.queries.presence import PRESENT, strongest

FORGOTTEN = timedelta(minutes=5)


def be_present(*, ticket: Ticket, staff: Staff, tab: str, doing: str) -> list[Presence]:
    """Says what this tab does; returns everybody else's tabs. Two statements, one more if new."""
    at = clock.now()
    rows = _present(ticket)
    tabs = {row.tab: row.doing for row in rows if row.staff_id == staff.pk}
    row = Presence(ticket=ticket, staff=staff, tab=tab, doing=Doing(doing), seen_at=at)
    Presence.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["ticket", "staff", "tab"],
        update_fields=["doing", "seen_at"],
    )
    _tell(ticket, staff, before=tabs.values(), after=(tabs | {tab: row.doing}).values())
    return [row for row in rows if row.staff_id != staff.pk]


def leave(*, ticket: Ticket, staff: Staff, tab: str) -> None:
    """The tab was closed or shows something else."""
    tabs = {row.tab: row.doing for row in _present(ticket) if row.staff_id == staff.pk}
    Presence.objects.filter(ticket=ticket, staff=staff, tab=tab).delete()
    left = {name: doing for name, doing in tabs.items() if name != tab}
    _tell(ticket, staff, before=tabs.values(), after=left.values())


def forget_absent() -> None:
    """Rows of tabs that went without a word; nobody was shown them any more."""
    Presence.objects.filter(seen_at__lt=clock.now() - FORGOTTEN).delete()


def _present(ticket: Ticket) -> list[Presence]:
    fresh = Presence.objects.filter(ticket=ticket, seen_at__gt=clock.now() - PRESENT)
    return list(fresh.select_related("staff").order_by("staff__name", "pk"))


def _tell(ticket: Ticket, staff: Staff, *, before: Iterable[str], after: Iterable[str]) -> None:
    """Writing is said again with every beat: a list that was opened meanwhile hears it then."""
    was, now = strongest(before), strongest(after)
    topic = f"ticket/{ticket.number}"
    topics = [f"{topic}/presence"] if was != now else []
    if now in {Doing.REPLY, Doing.NOTE}:
        topics.append(f"{topic}/writing/{staff.pk}")
    elif was in {Doing.REPLY, Doing.NOTE}:
        topics.append(f"{topic}/idle/{staff.pk}")
    live.publish(topics)
