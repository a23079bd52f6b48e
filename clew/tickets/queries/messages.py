"""One message of a ticket, and what is kept beside it. The ticket came through its door."""

from collections.abc import Sequence

from clew.people.models import Staff
from clew.tickets.models import Draft, Message, MessageEdit, MessageOriginal, Ticket
from clew.tickets.queries.doors import tickets_readable_by


def message_of(ticket: Ticket, pk: int) -> Message:
    """Raises Message.DoesNotExist, also for a message of another ticket."""
    message: Message = ticket.messages.select_related("staff").get(pk=pk)
    message.ticket = ticket
    return message


def original_of(message: Message) -> MessageOriginal | None:
    """None for what came before originals were kept, and for what we wrote ourselves."""
    return MessageOriginal.objects.filter(message=message).first()


def edits_of(reader: Staff, message: Message) -> Sequence[MessageEdit]:
    """Newest first. What a deleted note said is for admins and for who wrote it."""
    if message.is_deleted and not (reader.is_admin or reader.pk == message.staff_id):
        return []
    return list(MessageEdit.objects.filter(message=message).order_by("-at", "-pk"))


def drafts_on(ticket: Ticket, staff: Staff) -> list[Draft]:
    """Of this person: at most one reply and one note."""
    own = Draft.objects.filter(ticket=ticket, staff=staff)
    return list(own.prefetch_related("files").order_by("kind"))


def drafts_of(staff: Staff) -> list[Draft]:
    """Newest first, on tickets this person still reads."""
    own = Draft.objects.filter(staff=staff, ticket__in=tickets_readable_by(staff))
    return list(own.select_related("ticket").order_by("-updated_at")[:100])
