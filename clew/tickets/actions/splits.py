"""A message about something else becomes a ticket of its own.

The messages move: what came with them (files, the original mail, deliveries) hangs on their rows
and stays exact, and answers to that mail find the new ticket. Both histories tell of it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from clew.core import clock, facts
from clew.core.actors import Actor
from clew.people.queries import account_of
from clew.tickets.actions.addresses import address_at_first
from clew.tickets.actions.changing import refuse_light_agents, save
from clew.tickets.actions.links import link_tickets
from clew.tickets.actions.opening import next_number
from clew.tickets.actions.rows import refresh_row
from clew.tickets.facts import MessagesSplit, SplitUndone, TicketOpened, TicketSplitOff
from clew.tickets.models import LinkKind, Message, Split, Status, Ticket, TicketLink
from clew.tickets.validation import CONFLICT, one_line

UNDO_WITHIN = timedelta(minutes=10)
TOO_LATE = "A split can be undone for 10 minutes. Merge the two tickets instead."
ONLY_CUSTOMERS = "Only a customer's message can become a ticket of its own."
ONLY_ONE = "The ticket would be left without a message of a customer. Open a new ticket instead."


def split_ticket(
    *, message: Message, by: Actor, subject: str = "", following: bool = False
) -> Ticket:
    """The new ticket, of the message's author. ``following``: with what they wrote after it too.

    Raises ValidationError, in words, and PermissionDenied for light agents.
    """
    refuse_light_agents(by, "split tickets")
    with transaction.atomic():
        at = clock.now()
        source = Ticket.objects.select_for_update().get(pk=message.ticket_id)
        moved = list(messages_to_move(message, following=following))
        _check(source, message, moved)
        new = _opened(source, message, subject, by=by, at=at)
        Message.objects.filter(pk__in=[each.pk for each in moved]).update(ticket=new)
        refresh_row(new, at=at)
        refresh_row(source, at=at)
        link_tickets(ticket=new, other=source, kind=LinkKind.RELATED, by=by, at=at)
        ids = [each.pk for each in moved]
        fact = MessagesSplit(number=source.number, new=new.number, count=len(ids), messages=ids)
        facts.record(fact, by=by, at=at)
        facts.record(TicketSplitOff(number=new.number, source=source.number), by=by, at=at)
        Split.objects.create(
            source=source,
            new=new,
            messages=ids,
            by_name=by.name[:200],
            created_at=at,
        )
    return new


def messages_to_move(message: Message, *, following: bool) -> QuerySet[Message]:
    if not following:
        return Message.objects.filter(pk=message.pk)
    theirs = Message.objects.filter(
        ticket=message.ticket_id, person=message.person_id, author_kind=message.author_kind
    )
    return theirs.filter(created_at__gte=message.created_at).order_by("created_at", "pk")


def undo_split(*, split: Split, by: Actor) -> bool:
    """The messages go back; the emptied ticket is closed and its number leads to the first."""
    refuse_light_agents(by, "split tickets")
    with transaction.atomic():
        split = Split.objects.select_for_update().get(pk=split.pk)
        at = clock.now()
        if split.undone_at is not None:
            return False
        chosen = Ticket.objects.select_for_update().filter(pk__in=[split.source_id, split.new_id])
        tickets = {ticket.pk: ticket for ticket in chosen.order_by("pk")}
        source, new = tickets[split.source_id], tickets[split.new_id]
        _check_undoable(split, source, new, at=at)
        new.messages.filter(pk__in=split.messages).update(ticket=source)
        TicketLink.objects.filter(ticket=new, other=source, kind=LinkKind.RELATED).delete()
        new.status, new.merged_into, new.solved_at = Status.CLOSED, source, at
        new.status_changed_at = at
        save(new, "status", "merged_into", "solved_at", "status_changed_at", at=at)
        refresh_row(new, at=at)
        refresh_row(source, at=at)
        for ticket, other in ((source, new), (new, source)):
            fact = SplitUndone(number=ticket.number, other=other.number, messages=split.messages)
            facts.record(fact, by=by, at=at)
        split.undone_at = at
        split.save(update_fields=["undone_at"])
    return True


def _check(source: Ticket, message: Message, moved: Sequence[Message]) -> None:
    if not message.is_from_customer or message.person is None:
        raise ValidationError(ONLY_CUSTOMERS)
    if source.merged_into_id is not None:
        raise ValidationError("This ticket is part of another. Undo the merge first.")
    rest = source.messages.filter(author_kind=message.author_kind).exclude(
        pk__in=[each.pk for each in moved]
    )
    if not rest.exists():
        raise ValidationError(ONLY_ONE)


def _check_undoable(split: Split, source: Ticket, new: Ticket, *, at: datetime) -> None:
    if at - split.created_at > UNDO_WITHIN:
        raise ValidationError(TOO_LATE, code=CONFLICT)
    if new.merged_into_id or source.merged_into_id:
        raise ValidationError("One of the two tickets was merged since.", code=CONFLICT)
    if new.messages.exclude(pk__in=split.messages).exists():
        raise ValidationError(
            f"Somebody has written on #{new.number} since. Merge the two tickets instead.",
            code=CONFLICT,
        )


def _opened(source: Ticket, message: Message, subject: str, *, by: Actor, at: datetime) -> Ticket:
    """It waits since the message was written. Who wrote it proved of themselves what they did."""
    person = message.person
    assert person is not None
    is_requester = person.pk == source.requester_id
    ticket = Ticket.objects.create(
        number=next_number(),
        environment=source.environment,
        subject=one_line(subject)[:300] or source.subject,
        kind=source.kind,
        severity=source.severity,
        area=source.area,
        channel=message.channel,
        team=source.team,
        requester=person,
        account=source.account if is_requester else account_of(person),
        reply_address=source.reply_address if is_requester else address_at_first(person),
        verified=source.verified and is_requester,
        context={"split_from": source.number},
        created_at=message.created_at,
        updated_at=at,
        status_changed_at=at,
    )
    fact = TicketOpened(
        number=ticket.number,
        environment_id=ticket.environment_id,
        channel=ticket.channel,
        person_id=str(person.pk),
        distinct_id="",
    )
    facts.record(fact, by=by, at=at)
    return ticket
