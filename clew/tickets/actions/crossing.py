"""Two answers that cross: what was said in public while a reply was being written."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import Q, QuerySet

from clew.core.actors import Actor
from clew.core.kept import Given, kept
from clew.people.models import Staff
from clew.tickets.actions.batching import in_one
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
    with changing(ticket), in_one(ticket, by=Actor.staff(staff)):
        if seen is not None and (newer := _newer(ticket, staff, seen)):
            raise CrossedError(ticket, newer)
        yield


def _newer(ticket: Ticket, staff: Staff, seen: int) -> list[Message]:
    found = kept("messages that cross", _kept_newer)
    return found.rows(ticket=ticket.pk, staff=staff.pk, seen=seen)


def _kept_newer() -> QuerySet[Message]:
    said = Q(public=True) | Q(releases_at__isnull=False)
    newer = Message.objects.filter(
        said, ticket=Given("ticket", Ticket._meta.pk), pk__gt=Given("seen", Message._meta.pk)
    )
    others = newer.exclude(staff=Given("staff", Staff._meta.pk)).select_related("staff")
    return others.exclude(author_kind=AuthorKind.SYSTEM).order_by("pk")
