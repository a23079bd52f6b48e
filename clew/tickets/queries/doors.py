"""Who sees which tickets: one predicate for list, search, counts, live updates and API.

Admins read every ticket, and so do tokens. Others do not read what a private team owns, and who is
kept to their own teams reads only what these own. What is assigned to somebody, and what they
follow, they read either way: somebody who may read it asked them.
"""

from collections.abc import Hashable, Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from clew.core.kept import Given, kept
from clew.people.models import ApiToken, Environment, Scope, Sees, Staff, Team
from clew.tickets.models import Attachment, Follower, Ticket
from clew.tickets.models.tickets import TicketQuerySet
from clew.tickets.queries.installed import with_installed

Reader = Staff | AnonymousUser | ApiToken  # who asks
RELATED = ("environment", "requester", "account__type", "team", "assignee")
MOST_NUMBER = 2**63


def may_read(reader: Reader) -> bool:
    if isinstance(reader, ApiToken):
        return reader.revoked_at is None and reader.scope in {Scope.ADMIN, Scope.AGENT}
    return reader.is_authenticated and reader.is_active


def tickets_readable_by(reader: Reader) -> TicketQuerySet:
    """In every environment; strangers nothing. No statement of its own."""
    if not may_read(reader):
        return Ticket.objects.none()
    return Ticket.objects.filter(readable_by(reader))


def standing(reader: Reader) -> tuple[Hashable, ...]:
    """All of the reader that the predicate is made of: what a kept statement is known by."""
    if not may_read(reader):
        return ("nobody",)
    if not isinstance(reader, Staff) or _has_no_fence(reader):
        return ("all",)
    return ("staff", reader.pk, reader.sees)


def _has_no_fence(reader: Staff) -> bool:
    """As far as is known: then the predicate is the same for many, and asks nothing."""
    is_fenced = getattr(reader, "is_fenced", None)  # of who was asked for by key: who signed in
    return reader.reads_every_team or (reader.sees == Sees.ALL and is_fenced is False)


def readable_by(reader: Reader) -> Q:
    """The predicate on tickets, for a reader that ``may_read``."""
    if not isinstance(reader, Staff) or _has_no_fence(reader):
        return Q()
    return _own(reader) if reader.sees == Sees.OWN_TEAMS else is_open() | _own(reader)


def _own(reader: Staff) -> Q:
    """Whatever else they may read. :func:`own_readers` asks the same from the other side."""
    own = Q(assignee=reader) | Q(pk__in=Follower.objects.filter(staff=reader).values("ticket"))
    return own | Q(team__in=Team.objects.filter(members=reader).order_by())


def is_open() -> Q:
    """In no private team: read by everybody who is not kept to their own teams."""
    return ~Q(team__in=Team.objects.filter(private=True).order_by())


def reads_every_ticket(reader: Reader) -> bool:
    """Whether the predicate leaves nothing out, today."""
    if not isinstance(reader, Staff) or _has_no_fence(reader):
        return may_read(reader)
    fenced = Team.objects.filter(private=True).exclude(members=reader)
    return may_read(reader) and reader.sees == Sees.ALL and not fenced.exists()


def reads_open_tickets(reader: Reader) -> bool:
    return may_read(reader) and (not isinstance(reader, Staff) or reader.sees == Sees.ALL)


def open_numbers(numbers: Iterable[int]) -> set[int]:
    """Of these, the tickets that every reader of open tickets reads."""
    found = Ticket.objects.filter(is_open(), number__in=list(numbers))
    return set(found.values_list("number", flat=True))


def own_readers(numbers: Iterable[int]) -> dict[int, set[int]]:
    """Of these, by staff, what each reads as :func:`_own`: the predicate, asked for everybody."""
    tickets = Ticket.objects.filter(number__in=list(numbers)).order_by()
    ways = (tickets.values_list(way, "number") for way in ("assignee", "followers__staff"))
    found = tickets.values_list("team__members", "number").union(*ways)
    readers: dict[int, set[int]] = {}
    for staff_id, number in found:
        readers.setdefault(staff_id, set()).add(number)
    return readers


def visible_numbers(reader: Reader, numbers: Iterable[int]) -> set[int]:
    found = tickets_readable_by(reader).filter(number__in=list(numbers))
    return set(found.values_list("number", flat=True))


def tickets_visible_to(reader: Reader, environment: Environment) -> TicketQuerySet:
    return tickets_readable_by(reader).filter(environment=environment)


def ticket_for(reader: Reader, number: int) -> Ticket:
    """With what a ticket page shows. Raises Ticket.DoesNotExist, also for what is hidden."""
    if number >= MOST_NUMBER:
        raise Ticket.DoesNotExist

    def found() -> TicketQuerySet:
        readable = tickets_readable_by(reader).select_related(*RELATED)
        return with_installed(readable).filter(number=Given("number", Ticket._meta.pk))

    for ticket in kept(("ticket", *standing(reader)), found).rows(number=number):
        return ticket
    raise Ticket.DoesNotExist


def ticket_numbered(number: int) -> Ticket | None:
    """For reactions, which act for nobody: with what they go by."""
    found = kept("ticket by its number", _numbered).rows(number=number)
    return found[0] if found else None


def tickets_numbered(numbers: Iterable[int]) -> dict[int, Ticket]:
    """By their numbers, likewise. One statement."""
    found = _with_whom().filter(number__in=list(numbers))
    return {ticket.number: ticket for ticket in found}


def _numbered() -> TicketQuerySet:
    return _with_whom().filter(number=Given("number", Ticket._meta.pk))


def _with_whom() -> TicketQuerySet:
    return Ticket.objects.select_related("requester", "team", "assignee")


def attachment_for(reader: Reader, secret: str) -> Attachment:
    """A file on a ticket the reader sees, or one still waiting for its message."""
    visible = Q(message__isnull=True) | Q(message__ticket__in=tickets_readable_by(reader))
    if not may_read(reader) or "\x00" in secret:
        raise Attachment.DoesNotExist
    return Attachment.objects.filter(visible).get(secret=secret)


def attachment_by_secret(secret: str) -> Attachment:
    """For customers: knowing the secret is the permission. Files on notes have no such door."""
    if "\x00" in secret:
        raise Attachment.DoesNotExist
    shown = Q(message__isnull=True) | Q(message__public=True)
    return Attachment.objects.filter(shown).get(secret=secret)
