"""Two answers that cross: what was said in public while a reply was being written."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import Q

from clew.people.models import Staff
from clew.tickets.actions.changing import changing
from clew.tickets.models import AuthorKind, Message, Ticket


class CrossedError(Exception):
    """Newer messages that the author of a reply has not seen, oldest first."""

    def __init__(self, ticket: Ticket, messages: list[Message]) -> None:
        super().__init__(f"{len(messages)} newer messages on {ticket}")
        self.ticket = ticket
        self.messages = messages


@contextmanager
def unless_crossed(*, ticket: Ticket, staff: Staff, seen: int | None) -> Iterator[None]:
    """Holds the ticket while the reply is written, so that of two at once one is asked.

    ``seen`` is the id of the newest message its author saw; None for a page that does not say.
    Raises CrossedError for a newer one of somebody else: a customer's, a reply of ours, and one
    that could still be taken back.
    """
    with changing(ticket):
        if seen is not None and (newer := _newer(ticket, staff, seen)):
            raise CrossedError(ticket, newer)
        yield


def _newer(ticket: Ticket, staff: Staff, seen: int) -> list[Message]:
    said = Q(public=True) | Q(releases_at__isnull=False)
    others = ticket.messages.filter(said, pk__gt=seen).exclude(staff=staff).select_related("staff")
    return list(others.exclude(author_kind=AuthorKind.SYSTEM).order_by("pk"))
