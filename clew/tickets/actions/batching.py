"""Many tickets in one transaction: locked together, changed in memory, written together.

The actions stay what they are. Inside ``batch`` their common parts (``changing``, ``save``,
``refuse_light_agents``) find that the ticket is held already, and leave the writing to the end.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TypeVar

import orjson
from django.db import connection, transaction
from django.db.models import Field

from clew.core import clock, facts
from clew.core.actors import Actor
from clew.core.kept import answers, bound
from clew.tickets.models import Ticket

T = TypeVar("T")


class Batch:
    """``tickets`` are up to date and locked by the caller until the transaction ends."""

    def __init__(self, tickets: Sequence[Ticket], by: Actor, recorded: facts.Batch) -> None:
        self.by = by
        self.at: datetime = clock.now()
        self._held = {ticket.pk: ticket for ticket in tickets}
        self._changed: dict[int, set[str]] = defaultdict(set)
        self._found: dict[object, Any] = {}
        self._recorded = recorded

    def holds(self, ticket: Ticket) -> bool:
        return self._held.get(ticket.pk) is ticket

    def note(self, ticket: Ticket, fields: Sequence[str]) -> None:
        self._changed[ticket.pk].update(fields)

    def remembered(self, key: object, find: Callable[[], T]) -> T:
        if key not in self._found:
            self._found[key] = find()
        found: T = self._found[key]
        return found

    @contextmanager
    def attempt(self, ticket: Ticket, *, savepoint: bool = True) -> Iterator[None]:
        """All of the changes inside, or none of them when one is refused.

        What writes only to held tickets needs no savepoint, which is two round trips a ticket.
        """
        count = len(self._recorded)
        before, related = dict(vars(ticket)), dict(ticket._state.fields_cache)  # noqa: SLF001
        noted = set(self._changed[ticket.pk])
        try:
            with transaction.atomic() if savepoint else nullcontext():
                yield
        except Exception:
            vars(ticket).update(before)
            ticket._state.fields_cache = related  # noqa: SLF001
            self._changed[ticket.pk] = noted
            self._recorded.forget_after(count)
            raise

    def write(self) -> None:
        alike: dict[frozenset[str], list[Ticket]] = defaultdict(list)
        for pk, fields in self._changed.items():
            if fields:
                alike[frozenset(fields)].append(self._held[pk])
        for same, tickets in alike.items():
            _update(sorted(same), tickets)


def _update(fields: Sequence[str], tickets: Sequence[Ticket]) -> None:
    """One statement: Django's bulk_update costs more than all the rest of a large batch."""
    known = {field.name: field for field in Ticket._meta.concrete_fields}
    if len(tickets) == 1:
        _update_one([known[name] for name in fields], tickets[0])
        return
    names = {str(known[name].column): known[name].attname for name in ("id", *fields)}
    rows = [{column: getattr(each, name) for column, name in names.items()} for each in tickets]
    quote = connection.ops.quote_name
    changed = ", ".join(f"{quote(each)} = new.{quote(each)}" for each in names if each != "id")
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE tickets_ticket AS ticket SET {changed}"  # noqa: S608  columns of the model
            " FROM jsonb_populate_recordset(NULL::tickets_ticket, %s::jsonb) AS new"
            " WHERE ticket.id = new.id",
            [orjson.dumps(rows).decode()],
        )


def _update_one(written: "Sequence[Field[Any, Any]]", ticket: Ticket) -> None:
    """One that the connection prepares."""
    changed = ", ".join(f'"{field.column}" = %s' for field in written)
    values = [
        field.get_db_prep_save(getattr(ticket, field.attname), connection) for field in written
    ]
    answers(
        f'UPDATE tickets_ticket SET {changed} WHERE "id" = %s RETURNING 1',  # noqa: S608  likewise
        [*map(bound, values), bound(ticket.pk)],
    )


_current: ContextVar[Batch | None] = ContextVar("tickets_batch", default=None)


@contextmanager
def batch(tickets: Sequence[Ticket], *, by: Actor, few: bool = False) -> Iterator[Batch]:
    """Inside the caller's transaction, which holds the tickets' locks.

    The caller has made sure that ``by`` may change tickets. ``few``: as for facts.
    """
    with facts.batched(few=few) as recorded:
        held = Batch(tickets, by, recorded)
        token = _current.set(held)
        try:
            yield held
        finally:
            _current.reset(token)
        held.write()


@contextmanager
def in_one(ticket: Ticket, *, by: Actor) -> Iterator[None]:
    """What several actions change of a locked ticket is written once, at the end."""
    if batch_holding(ticket):
        yield
    else:
        with batch([ticket], by=by, few=True):
            yield


@contextmanager
def attempt(ticket: Ticket) -> Iterator[None]:
    """All of the changes inside of a ticket in a batch, or none when one is refused."""
    held = batch_holding(ticket)
    assert held, "only of a ticket that a batch holds"
    with held.attempt(ticket):
        yield


def batch_holding(ticket: Ticket) -> Batch | None:
    found = _current.get()
    return found if found is not None and found.holds(ticket) else None


def batch_by(by: Actor) -> Batch | None:
    """The batch whose author was asked already."""
    found = _current.get()
    return found if found is not None and found.by == by else None


def remembered(key: object, find: Callable[[], T]) -> T:
    """``find()``, but once in a batch: a thousand tickets go to the same person."""
    found = _current.get()
    return find() if found is None else found.remembered(key, find)
