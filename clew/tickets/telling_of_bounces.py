"""Whoever wrote a reply, and whoever has the ticket, hears that it did not arrive; else leads."""

from collections.abc import Iterable

from clew.core.facts import Recorded, reaction
from clew.core.models import FactRecord
from clew.people.models import NotificationKind, Role, Staff
from clew.people.notifications import notify
from clew.people.staff_queries import active_staff
from clew.tickets.facts import DeliveryChanged
from clew.tickets.models import AuthorKind, DeliveryState, Message, Ticket
from clew.tickets.notifying import is_news
from clew.tickets.queries import ticket_for

LEADING = [Role.OWNER, Role.ADMIN, Role.LEAD]


def _came_back(row: FactRecord, batched: bool) -> bool:
    return row.payload["state"] == DeliveryState.BOUNCED and is_news(row, batched)


@reaction(DeliveryChanged, when=_came_back)
def tell_that_it_came_back(recorded: Recorded) -> None:
    fact: DeliveryChanged = recorded.fact
    message = Message.objects.filter(pk=fact.message_id).select_related("ticket").first()
    if message is None:
        return
    for staff in _who_should_know(message):
        try:
            ticket = ticket_for(staff, fact.number)
        except Ticket.DoesNotExist:
            continue
        notify(
            staff=staff,
            kind=NotificationKind.BOUNCED,
            subject=f"ticket/{ticket.number}",
            text=f"A message to {fact.address} came back: {ticket}",
            url=ticket.get_absolute_url(),
            at=recorded.at,
            by=recorded.by,
            key=str(recorded.uuid),
            snippet=fact.error,
        )


def _who_should_know(message: Message) -> Iterable[Staff]:
    wanted = {pk for pk in (message.staff_id, message.ticket.assignee_id) if pk}
    told = active_staff().filter(pk__in=wanted)
    if told or message.author_kind == AuthorKind.SYSTEM:  # an acknowledgement is nobody's
        return told
    return [staff for staff in active_staff() if staff.role_now in LEADING]
