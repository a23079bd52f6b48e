"""What merging tickets would do, and where a merged one has gone."""

from collections.abc import Sequence
from dataclasses import dataclass

from clew.tickets.models import Follower, Merge, Message, Split, Status, Ticket
from clew.tickets.queries.doors import Reader, tickets_readable_by

SHOWN = ("requester", "account__type", "environment")


@dataclass(frozen=True)
class Candidate:
    """Somebody of a merged ticket who could get the survivor's replies."""

    address: str
    name: str
    account: str
    number: int
    is_stranger: bool  # of another account than the survivor's


@dataclass(frozen=True)
class MergePreview:
    survivor: Ticket
    merged: list[Ticket]
    messages: int
    tags: list[str]
    candidates: list[Candidate]

    @property
    def strangers(self) -> list[Candidate]:
        return [each for each in self.candidates if each.is_stranger]


def tickets_to_merge(reader: Reader, numbers: Sequence[int]) -> list[Ticket]:
    """Oldest first. Raises Ticket.DoesNotExist when one is hidden or none."""
    readable = tickets_readable_by(reader).filter(number__in=numbers)
    found = list(readable.select_related(*SHOWN).order_by("created_at", "pk"))
    if len(found) != len(set(numbers)):
        raise Ticket.DoesNotExist
    return found


def proposed_survivor(tickets: Sequence[Ticket], wanted: int | None = None) -> Ticket:
    """The wanted one, else the oldest that is not over, else the oldest."""
    for ticket in tickets:
        if ticket.number == wanted:
            return ticket
    unsolved = [ticket for ticket in tickets if not ticket.is_solved]
    not_closed = [ticket for ticket in tickets if ticket.status != Status.CLOSED]
    return (unsolved or not_closed or list(tickets))[0]


def merge_preview(survivor: Ticket, tickets: Sequence[Ticket]) -> MergePreview:
    """Two statements."""
    merged = [ticket for ticket in tickets if ticket.pk != survivor.pk]
    tags = dict.fromkeys(tag for ticket in merged for tag in ticket.tags)
    return MergePreview(
        survivor=survivor,
        merged=merged,
        messages=Message.objects.filter(ticket__in=merged).count(),
        tags=[tag for tag in tags if tag not in survivor.tags],
        candidates=_candidates(survivor, merged),
    )


def survivor_of(reader: Reader, ticket: Ticket) -> Ticket | None:
    """The ticket that this one became part of, if the reader may read it."""
    if ticket.merged_into_id is None:
        return None
    return tickets_readable_by(reader).filter(pk=ticket.merged_into_id).first()


def merge_for(reader: Reader, pk: int) -> Merge:
    """Raises Merge.DoesNotExist."""
    readable = tickets_readable_by(reader).values("pk")
    return Merge.objects.select_related("survivor").get(pk=pk, survivor__in=readable)


def split_for(reader: Reader, number: int) -> Split:
    """The split that made this ticket. Raises Split.DoesNotExist."""
    readable = tickets_readable_by(reader).filter(number=number).values("pk")
    return Split.objects.select_related("source", "new").get(new__in=readable)


def message_for(reader: Reader, number: int, pk: int) -> Message:
    """A message of a ticket or of one that was merged into it. Raises Message.DoesNotExist."""
    ticket = tickets_readable_by(reader).get(number=number)
    message = Message.objects.select_related("ticket", "person").get(pk=pk)
    if ticket.pk not in {message.ticket_id, message.ticket.merged_into_id}:
        raise Message.DoesNotExist
    return message


def _candidates(survivor: Ticket, merged: Sequence[Ticket]) -> list[Candidate]:
    followers = Follower.objects.filter(ticket__in=[survivor, *merged], staff__isnull=True)
    known = {survivor.reply_address.lower()}
    found: dict[str, Candidate] = {}
    tickets = {ticket.pk: ticket for ticket in merged}
    rows = [(ticket, ticket.reply_address, ticket.requester.display_name) for ticket in merged]
    for follower in followers.order_by("pk"):
        if follower.ticket_id == survivor.pk:
            known.add(follower.email.lower())
        else:
            rows.append((tickets[follower.ticket_id], follower.email, ""))
    for ticket, given, name in rows:
        address = given.strip().lower()
        if address and address not in known:
            found.setdefault(address, _candidate(survivor, ticket, address, name))
    return list(found.values())


def _candidate(survivor: Ticket, ticket: Ticket, address: str, name: str) -> Candidate:
    return Candidate(
        address=address,
        name=name if name.lower() != address else "",
        account=ticket.account.display_name if ticket.account else "",
        number=ticket.number,
        is_stranger=ticket.account_id is None or ticket.account_id != survivor.account_id,
    )
