"""What is said when a ticket is given to somebody who is away."""

from django.urls import reverse

from clew.core import clock
from clew.coverage.away_words import until_words
from clew.coverage.queries import away
from clew.people.models import Staff
from clew.tickets.models import Ticket
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
