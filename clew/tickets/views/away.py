"""What is said when a ticket is given to somebody who is away."""

from django.urls import reverse

from clew.core import clock
from clew.coverage.away_words import until_words
from clew.coverage.queries import away
from clew.people.models import Staff
from clew.tickets.models import BulkJob, Ticket
from clew.tickets.views.answers import Toast


def told_of_assignee(ticket: Ticket, staff: Staff | None) -> Toast:
    """A person may do it; then it says so, and offers the deputy."""
    toast = Toast(f"#{ticket.number} is assigned to {staff or 'nobody'}")
    row = away([staff.pk], clock.now()).get(staff.pk) if staff else None
    if row is None:
        return toast
    toast = Toast(f"{toast.text}, who is away until {until_words(row)}")
    if row.deputy is None or not (row.deputy.is_active and row.deputy.can_reply_publicly):
        return toast
    url = reverse("assignee", args=[ticket.number])
    return toast.offering(f"Give it to {row.deputy}", url, assignee=str(row.deputy.pk))


def told_of_absence(job: BulkJob) -> str:
    """A sentence more for many tickets at once; "" when nobody who is away got them."""
    chosen = [each["value"] for each in job.changes if each["field"] == "assignee"]
    if not job.done or job.undoes_id or not chosen or not isinstance(chosen[-1], int):
        return ""
    row = away(chosen[-1:], clock.now()).get(chosen[-1])
    return f". {row.staff} is away until {until_words(row)}" if row else ""
