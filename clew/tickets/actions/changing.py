"""What every change of a ticket has in common: the lock, the moment, and who may."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet

from clew.core import clock
from clew.core.actors import Actor
from clew.core.kept import Given, kept
from clew.people.models import Staff
from clew.tickets.actions.batching import batch_by, batch_holding
from clew.tickets.lifecycle import CLOSED
from clew.tickets.models import Status, Ticket
from clew.tickets.validation import CONFLICT

LIGHT_AGENTS = "Light agents write internal notes only. Ask an admin for the agent role to {verb}."


@contextmanager
def changing(
    ticket: Ticket, *, at: datetime | None = None, closed_too: bool = False
) -> Iterator[datetime]:
    """Lock the row, bring ``ticket`` up to date, and give the moment of the change.

    ``at`` backdates what is imported. A closed ticket is final: without ``closed_too`` this
    raises ValidationError for one.
    """
    if batch := batch_holding(ticket):
        if not closed_too:
            refuse_closed(ticket)
        yield at or batch.at
        return
    with transaction.atomic():
        lock(ticket)
        if not closed_too:
            refuse_closed(ticket)
        yield at or clock.now()


def lock(ticket: Ticket) -> None:
    """Brings it up to date, too; in a transaction. Raises Ticket.DoesNotExist."""
    ticket.refresh_from_db(from_queryset=cast("QuerySet[Ticket]", _Locked()))


class _Locked:
    """What ``refresh_from_db`` asks of a queryset, put together once: every change begins so."""

    def filter(self, *, pk: int) -> "_Locked":
        self._pk = pk
        return self

    def only(self, *_fields: str) -> "_Locked":
        return self

    def get(self) -> Ticket:
        found = kept("locked ticket", _to_lock).rows(ticket=self._pk)
        if not found:
            raise Ticket.DoesNotExist
        return found[0]


def _to_lock() -> "QuerySet[Ticket]":
    return Ticket.objects.select_for_update().filter(pk=Given("ticket", Ticket._meta.pk))


def refuse_closed(ticket: Ticket) -> None:
    if ticket.status == Status.CLOSED:
        raise ValidationError(CLOSED, code=CONFLICT)


def refuse_light_agents(by: Actor, verb: str = "change tickets") -> None:
    """Raises PermissionDenied, with words for the agent."""
    if by.kind != "staff" or batch_by(by):
        return
    staff = Staff.objects.only("role", "granted_role", "granted_until").get(pk=int(by.id))
    if not staff.can_reply_publicly:
        raise PermissionDenied(LIGHT_AGENTS.format(verb=verb))


def save(ticket: Ticket, *fields: str, at: datetime) -> None:
    ticket.updated_at = max(at, ticket.updated_at)  # a backdated change makes nothing older
    if batch := batch_holding(ticket):
        batch.note(ticket, [*fields, "updated_at"])
        return
    ticket.save(update_fields=[*fields, "updated_at"])
