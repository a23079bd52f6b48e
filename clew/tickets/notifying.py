"""Who of staff is told what happens to a ticket. Reactions: each is safe to run twice.

Nobody is told of what they did themselves, of what was imported, or of a ticket they may not read.
"""

from datetime import timedelta

from clew.core import clock
from clew.core.actors import Actor
from clew.core.facts import Recorded, reaction
from clew.core.models import FactRecord
from clew.people.models import NotificationKind, Staff
from clew.people.notifications import notify
from clew.people.staff_queries import active_staff
from clew.tickets.facts import Assigned, BulkJobChanged, MessagePosted, StatusChanged
from clew.tickets.message_facts import StaffMentioned
from clew.tickets.models import (
    AuthorKind,
    BulkJob,
    BulkState,
    ItemState,
    Message,
    Status,
    Ticket,
)
from clew.tickets.queries import ticket_for
from clew.tickets.snippets import snippet_of_message

FEW = 5  # tickets of one job that are told one by one
NEWS = timedelta(days=1)  # what is recorded as older is history that came in by an import


def is_news(row: FactRecord, _batched: bool = False) -> bool:
    return row.recorded_at > clock.now() - NEWS


def _to_somebody_else(row: FactRecord, batched: bool) -> bool:
    """Thousands at once are told as one, when the job is done."""
    staff_id = row.payload["staff_id"]
    oneself = row.actor_kind == "staff" and row.actor_id == str(staff_id)
    return bool(staff_id) and not oneself and not batched and is_news(row)


def _by_customer(row: FactRecord, _batched: bool) -> bool:
    """What opened the ticket is no answer."""
    told = row.payload
    is_answer = told["author_kind"] == AuthorKind.CUSTOMER and not told.get("opens")
    return is_answer and is_news(row)


def _woke_up(row: FactRecord, _batched: bool) -> bool:
    change = (row.payload["before"], row.payload["after"])
    return change == (Status.HOLD, Status.OPEN) and row.actor_kind == "system" and is_news(row)


@reaction(Assigned, when=_to_somebody_else)
def tell_the_assignee(recorded: Recorded) -> None:
    """Unless somebody took it back in the meantime."""
    staff = _staff(recorded.fact.staff_id)
    ticket = staff and _readable(staff, recorded)
    if staff and ticket and ticket.assignee_id == staff.pk:
        text = f"{recorded.by.name} assigned you {ticket}"
        _tell(recorded, staff, NotificationKind.ASSIGNED, ticket, text, ticket.snippet)


@reaction(StaffMentioned, when=is_news)
def tell_the_mentioned(recorded: Recorded) -> None:
    message = Message.objects.filter(pk=recorded.fact.message_id).first()
    for staff in active_staff().filter(pk__in=recorded.fact.staff_ids):
        oneself = recorded.by == Actor.staff(staff)
        ticket = None if oneself else _readable(staff, recorded)
        if ticket:
            text = f"{recorded.by.name} mentioned you on {ticket}"
            _tell(recorded, staff, NotificationKind.MENTIONED, ticket, text, _short(message))


@reaction(MessagePosted, when=_by_customer)
def tell_who_waits_for_the_customer(recorded: Recorded) -> None:
    """The assignee and those of staff who follow."""
    number = recorded.fact.number
    ticket = Ticket.objects.select_related("assignee").filter(number=number).first()
    message = Message.objects.filter(pk=recorded.fact.message_id).first()
    if ticket is None or message is None or message.created_at <= ticket.created_at:
        return  # what opened the ticket is no answer
    followers = active_staff().filter(pk__in=ticket.followers.values("staff"))
    waiting = {staff.pk: staff for staff in [ticket.assignee, *followers] if staff}
    for staff in waiting.values():
        text = f"{recorded.by.name} replied on {ticket}"
        _tell(recorded, staff, NotificationKind.CUSTOMER_REPLIED, ticket, text, _short(message))


@reaction(BulkJobChanged, when=lambda row, _: row.payload["state"] == BulkState.DONE)
def tell_whom_a_job_gave_tickets(recorded: Recorded) -> None:
    """A few by their names; thousands are one line."""
    job = BulkJob.objects.filter(pk=recorded.fact.job_id).first()
    chosen = [each["value"] for each in job.changes if each["field"] == "assignee"] if job else []
    staff = _staff(chosen[-1]) if chosen and isinstance(chosen[-1], int) else None
    if job is None or staff is None or recorded.by == Actor.staff(staff):
        return
    given = Ticket.objects.filter(
        pk__in=job.items.filter(state=ItemState.DONE).values("ticket"), assignee=staff
    )
    count = given.count()
    if 0 < count <= FEW:
        for ticket in given:
            text = f"{recorded.by.name} assigned you {ticket}"
            _tell(recorded, staff, NotificationKind.ASSIGNED, ticket, text, ticket.snippet)
    elif count:
        notify(
            staff=staff,
            kind=NotificationKind.ASSIGNED,
            subject=f"bulk/{job.pk}",
            text=f"{recorded.by.name} assigned you {count:,} tickets",
            url="/inbox/mine",
            at=recorded.at,
            by=recorded.by,
            key=str(recorded.uuid),
        )


@reaction(StatusChanged, when=_woke_up)
def tell_that_a_hold_is_over(recorded: Recorded) -> None:
    ticket = Ticket.objects.select_related("assignee").filter(number=recorded.fact.number).first()
    if ticket and ticket.assignee:
        text = f"The hold is over: {ticket}"
        kind = NotificationKind.FOLLOW_UP_DUE
        _tell(recorded, ticket.assignee, kind, ticket, text, ticket.snippet)


def _staff(pk: int) -> Staff | None:
    return active_staff().filter(pk=pk).first()


def _readable(staff: Staff, recorded: Recorded) -> Ticket | None:
    try:
        return ticket_for(staff, recorded.fact.number)
    except Ticket.DoesNotExist:
        return None


def _short(message: Message | None) -> str:
    return snippet_of_message(message) if message else ""


def _tell(  # noqa: PLR0917  private; the names are the order
    recorded: Recorded, staff: Staff, kind: str, ticket: Ticket, text: str, snippet: str
) -> None:
    notify(
        staff=staff,
        kind=kind,
        subject=f"ticket/{ticket.number}",
        text=text,
        url=ticket.get_absolute_url(),
        at=recorded.at,
        by=recorded.by,
        key=str(recorded.uuid),
        snippet=snippet,
    )
