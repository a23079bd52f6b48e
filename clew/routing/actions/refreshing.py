"""Bringing what is stored of promises up to date with the facts. The only writer of ledgers.

Safe to run at any time, twice, and by several at once: the tickets are locked, everything is
derived anew from facts, and only what differs is written.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson
import structlog
from django.db import transaction

from clew.core import clock, facts, live, options
from clew.routing.actions.alerting import alert_of_unknown_plans
from clew.routing.actions.customers import Known, known_of, record_customers
from clew.routing.actions.storing import (
    StoredRun,
    append_entries,
    digest_of,
    forget_ledgers,
    put_standings,
    put_targets,
)
from clew.routing.actions.telling import record_breaches, record_warnings
from clew.routing.policies.naming import Named, properties_named
from clew.routing.queries.histories import (
    LockedTicket,
    fact_rows,
    histories,
    ticket_rows,
    versions_and_options,
)
from clew.routing.queries.policies import content_of, rules_by
from clew.routing.queue_options import queue_rules
from clew.routing.queue_rules import QueueRules
from clew.routing.target_options import settings
from clew.routing.targets.history import Version
from clew.routing.targets.outcome import Outcome, World, outcome_of
from clew.routing.targets.reading import POLICY
from clew.tickets.actions.queueing import COLUMNS, Derived, set_queue
from clew.tickets.models import Priority

AT_ONCE = 500  # tickets in one transaction
log = structlog.get_logger(__name__)


@dataclass
class Refreshed:
    """``changed``: numbers of tickets of which something shown is different. ``failed``: why."""

    looked_at: int = 0
    changed: list[int] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)


def refresh_targets(ticket_ids: Iterable[int], *, now: datetime | None = None) -> int:
    """Returns how many changed. One that cannot be derived is logged, and stays as it was."""
    chosen = sorted(set(ticket_ids))
    pieces = (chosen[start : start + AT_ONCE] for start in range(0, len(chosen), AT_ONCE))
    return sum(len(refresh_piece(piece, now=now).changed) for piece in pieces)


@transaction.atomic
def refresh_piece(ticket_ids: Sequence[int], *, now: datetime | None = None) -> Refreshed:
    """A dozen statements, however many tickets there are."""
    tickets, done = ticket_rows(ticket_ids, lock=True), Refreshed(looked_at=len(ticket_ids))
    if not tickets:
        return done
    surroundings = Surroundings.at(now or clock.now())
    rows = fact_rows(ticket.number for ticket in tickets)
    known = known_of(
        [ticket.id for ticket in tickets], surroundings.named, surroundings.without_account
    )
    record_customers(tickets, rows, known, now=surroundings.now)
    told = histories(tickets, rows, surroundings.versions)
    new: list[News] = []
    for ticket in tickets:
        try:
            world = surroundings.world_of(known[ticket.id])
            outcome = outcome_of(told[ticket.id](), ticket.status, ticket.last_message_by, world)
            news = News.of(ticket, known[ticket.id], outcome, world)
        except Exception as error:  # one ticket must not keep the others from theirs
            log.exception("targets.failed", ticket=ticket.number)
            done.failed[ticket.number] = f"{type(error).__name__}: {error}"[:300]
        else:
            new += [news] if news else []
    with facts.batched():
        _store(new, surroundings)
    done.changed = [news.ticket.number for news in new if news.is_shown]
    return done


@dataclass(frozen=True)
class Surroundings:
    """What is read once for all tickets."""

    now: datetime
    world: World
    versions: list[Any]
    named: Named
    without_account: str

    @classmethod
    def at(cls, now: datetime) -> "Surroundings":
        known, changed = versions_and_options()
        with options.remembered(changed):
            queue, (hours, without_account) = queue_rules(), settings()
        return cls(
            now=now,
            world=World(now, rules_by(known), known[-1].id if known else 0, queue, hours),
            versions=known,
            named=_named(known[-1] if known else None, queue),
            without_account=without_account,
        )

    def world_of(self, known: Known) -> World:
        """A clock that was ahead and came back takes nothing back."""
        if known.derived_at is None or known.derived_at <= self.now:
            return self.world
        return replace(self.world, now=known.derived_at)


@lru_cache(maxsize=8)
def _named(version: Version | None, queue: QueueRules) -> Named:
    return properties_named(content_of(version), queue)


@dataclass(frozen=True)
class News:
    """What is to be written of one ticket."""

    ticket: LockedTicket
    known: Known
    outcome: Outcome
    world: World
    digest: str
    written: str  # the digest of everything beside the ledger
    keeps: int  # entries that are stored already and stay
    is_rewritten: bool

    @classmethod
    def of(
        cls, ticket: LockedTicket, known: Known, outcome: Outcome, world: World
    ) -> "News | None":
        """None when all of it is stored already."""
        entries, stored = outcome.ledger.entries, known.entries or 0
        digest = digest_of(entries)
        before = digest if stored == len(entries) else digest_of(entries[:stored])
        fits = not stored or (stored <= len(entries) and before == known.digest)
        written = digest_of(_beside(outcome, world))
        news = cls(ticket, known, outcome, world, digest, written, stored if fits else 0, not fits)
        is_known = fits and stored == len(entries) and written == known.outcome
        return None if is_known and known.is_same and not news.moves and not news.priority else news

    @property
    def moves(self) -> bool:
        return any(
            getattr(self.ticket, name) != getattr(self.outcome.place, name) for name in COLUMNS
        )

    @property
    def priority(self) -> Derived | None:
        """What the policy says, unless somebody said otherwise."""
        ledger, ticket = self.outcome.ledger, self.ticket
        is_settled = ticket.status == "closed" or self.outcome.told.reading.by_hand is not None
        if is_settled or ledger.priority in {"", ticket.priority}:
            return None
        return Derived(
            ticket_id=ticket.id,
            number=ticket.number,
            before="" if self.is_first_priority else ticket.priority,
            after=ledger.priority,
            reason=ledger.priority_reason,
        )

    @property
    def is_first_priority(self) -> bool:
        """Nobody chose the one it was opened with, so that it got another is no news."""
        return self.known.derived_at is None and self.ticket.priority == Priority.NORMAL

    @property
    def is_shown(self) -> bool:
        return bool(
            self.moves
            or self.is_rewritten
            or self.priority
            or self.keeps < len(self.outcome.ledger.entries)
        )


def _beside(outcome: Outcome, world: World) -> list[Any]:
    ledger, reading = outcome.ledger, outcome.told.reading
    return [
        *(world.version, ledger.policy, ledger.priority, ledger.priority_reason, reading.by_hand),
        *(ledger.situation, outcome.place, outcome.reasons, outcome.wakes),
    ]


def _store(new: Sequence[News], surroundings: Surroundings) -> None:
    if not new:
        return
    rewritten = [news for news in new if news.is_rewritten]
    for news in rewritten:
        log.info("ledger.rewritten", ticket=news.ticket.number, entries=news.known.entries)
    forget_ledgers([news.ticket.id for news in rewritten])
    append_entries(
        {news.ticket.id: (news.keeps, news.outcome.ledger.entries[news.keeps :]) for news in new}
    )
    put_targets({news.ticket.id: list(_stored(news.outcome)) for news in new})
    put_standings([_standing(news) for news in new])
    set_queue(
        {news.ticket.id: news.outcome.place for news in new if news.moves or news.priority},
        [news.priority for news in new if news.priority],
        by=POLICY,
    )
    for news in new:
        record_breaches(news.ticket.number, news.outcome)
        record_warnings(news.ticket.number, news.outcome, at=surroundings.now)
    alert_of_unknown_plans(
        news.ticket.number
        for news in new
        if news.outcome.place.plan_unknown
        and not news.ticket.plan_unknown
        and news.known.derived_at is not None  # of a new one leads hear by what it began with
    )
    shown = [f"ticket/{news.ticket.number}" for news in new if news.is_shown]
    live.publish([*shown, "tickets"] if shown else [])


def _stored(outcome: Outcome) -> Iterator[StoredRun]:
    for run, wake in zip(outcome.ledger.runs, outcome.wakes, strict=True):
        yield StoredRun(run, wake.at, wake.warned)


def _standing(news: News) -> dict[str, Any]:
    ledger, reading = news.outcome.ledger, news.outcome.told.reading
    return {
        "ticket_id": news.ticket.id,
        "situation": ledger.situation,
        "plan": (ledger.situation.plan or "")[:80],
        "policy": ledger.policy,
        "priority_by": "policy" if reading.by_hand is None else "person",
        "priority_reason": ledger.priority_reason[:300],
        "version": news.world.version,
        "last_fact": reading.last_fact,
        "derived_at": news.world.now,
        "customer": orjson.Fragment(news.known.customer),
        "entries": len(ledger.entries),
        "digest": news.digest,
        "outcome": news.written,
        "reasons": news.outcome.reasons,
    }
