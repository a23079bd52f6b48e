"""“Remind me of this ticket”. Personal: no fact, and nobody else sees it."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from clew.core import clock
from clew.core.actors import SYSTEM
from clew.core.jobs import stopping
from clew.people.models import NotificationKind, Staff
from clew.people.notifications import notify
from clew.tickets.models import Reminder, Ticket
from clew.tickets.queries import tickets_readable_by


def remind(*, ticket: Ticket, staff: Staff, at: datetime) -> Reminder:
    """In place of an earlier one. Raises ValidationError for a moment that is over."""
    if at <= clock.now():
        raise ValidationError("Choose a time that is still to come.")
    waiting, _ = Reminder.objects.update_or_create(
        ticket=ticket,
        staff=staff,
        told_at=None,
        defaults={"at": at},
        create_defaults={"at": at, "created_at": clock.now()},
    )
    return waiting


def forget_reminder(*, ticket: Ticket, staff: Staff) -> None:
    Reminder.objects.filter(ticket=ticket, staff=staff, told_at=None).delete()


def remind_due() -> None:
    """Tell everybody whose moment has come; a ticket they may not read any more stays silent."""
    while not stopping.is_set() and _remind_next():
        pass


@transaction.atomic
def _remind_next() -> bool:
    waiting = Reminder.objects.select_for_update(skip_locked=True, of=("self",)).select_related(
        "ticket", "staff"
    )
    due = waiting.filter(told_at=None, at__lte=clock.now()).order_by("at").first()
    if due is None:
        return False
    if tickets_readable_by(due.staff).filter(pk=due.ticket_id).exists():
        notify(
            staff=due.staff,
            kind=NotificationKind.FOLLOW_UP_DUE,
            subject=f"ticket/{due.ticket.number}",
            text=f"You asked to be reminded of {due.ticket}",
            url=due.ticket.get_absolute_url(),
            at=due.at,
            by=SYSTEM,
            key=f"reminder/{due.pk}",
            snippet=due.ticket.snippet,
        )
    due.told_at = clock.now()
    due.save(update_fields=["told_at"])
    return True
