"""Facts: what happened, recorded once in the action's transaction, reacted to after commit.

A domain declares its facts as frozen dataclasses deriving from :class:`Fact`, an action calls
:func:`record`, and other domains subscribe with :func:`reaction` in their ``reactions.py``.
Each reaction runs at least once (:mod:`clew.core.reacting`), so it must be safe to run twice.
"""

import dataclasses
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, ClassVar, LiteralString, TypeVar

import orjson
from django.db.models import QuerySet

from clew.core import clock, live
from clew.core.actors import Actor
from clew.core.bulk import fetch
from clew.core.kept import Given, kept
from clew.core.models import FactRecord


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fact:
    """Fields must be JSON values, UUIDs or datetimes. ``subject`` groups a thing's history."""

    registry: ClassVar[dict[str, type["Fact"]]] = {}
    name: ClassVar[str]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        module = cls.__module__.removeprefix("clew.")
        domain = module.rpartition(".")[0] or module  # channels.email, tickets
        cls.name = f"{domain}.{cls.__name__}"
        Fact.registry[cls.name] = cls

    @property
    def subject(self) -> str:
        """``ticket/42``: what this happened to."""
        raise NotImplementedError

    def topics(self) -> list[str]:
        """Live-update topics told after commit; browsers refetch what they show of them."""
        return [self.subject]


@dataclasses.dataclass(frozen=True)
class Recorded:
    """A fact with the circumstances of its recording, as reactions receive it."""

    id: int
    uuid: uuid.UUID
    fact: Any  # the Fact; Any lets a reaction name its own fact type
    by: Actor
    at: datetime


F = TypeVar("F", bound=Callable[[Recorded], None])
Together = TypeVar("Together", bound=Callable[[list[Recorded]], None])
_reactions: dict[str, list[str]] = defaultdict(list)
_together: dict[str, Callable[[list[Recorded]], None]] = {}
AT_ONCE = 500  # facts in one statement, and for one run of a reaction that takes several
_every: list[str] = []
_functions: dict[str, Callable[[Recorded], None]] = {}
Condition = Callable[[FactRecord, bool], bool]  # True: recorded in a batch with others
_conditions: dict[str, Condition] = {}


def reaction(*facts: type[Fact], when: Condition | None = None) -> Callable[[F], F]:
    """Run the function after commit for each of these facts; with no fact named, for all.

    ``when`` is asked while the fact is recorded, and spares a run that would do nothing.
    """

    def register(function: F) -> F:
        key = f"{function.__module__}.{function.__qualname__}"
        _functions[key] = function
        _subscribe(key, facts, when)
        return function

    return register


def reaction_together(
    *facts: type[Fact], when: Condition | None = None
) -> Callable[[Together], Together]:
    """As ``reaction``, but what waits together is given in one list, oldest first."""

    def register(function: Together) -> Together:
        key = f"{function.__module__}.{function.__qualname__}"
        _together[key] = function
        _subscribe(key, facts, when)
        return function

    return register


def _subscribe(key: str, facts: tuple[type[Fact], ...], when: Condition | None) -> None:
    if when is not None:
        _conditions[key] = when
    if not facts:
        _every.append(key)
    for fact in facts:
        _reactions[fact.name].append(key)


def reactions_to(name: str) -> list[str]:
    return [*_reactions[name], *_every]


def record(fact: Fact, *, by: Actor, at: datetime | None = None) -> FactRecord:
    """Write the fact to the outbox and queue its reactions, in the caller's transaction.

    ``at`` backdates what is imported; everything else happens now. Inside ``batched`` the row
    has no id yet.
    """
    row = FactRecord(
        name=fact.name,
        subject=fact.subject,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name,
        payload=orjson.loads(orjson.dumps(dataclasses.asdict(fact))),
        recorded_at=at or clock.now(),
    )
    if (batch := _batch.get()) is not None:
        batch.rows.append(row)
        batch.topics.append(fact.topics())
    else:
        _write([row], fact.topics(), batched=False)
    return row


class Batch:
    """Facts that wait for the end of ``batched``, in order."""

    def __init__(self) -> None:
        self.rows: list[FactRecord] = []
        self.topics: list[list[str]] = []

    def __len__(self) -> int:
        return len(self.rows)

    def forget_after(self, count: int) -> None:
        """What was recorded since the batch had this length did not happen after all."""
        del self.rows[count:], self.topics[count:]


_batch: ContextVar[Batch | None] = ContextVar("facts_batch", default=None)


@contextmanager
def batched(*, few: bool = False) -> Iterator[Batch]:
    """Facts recorded inside are written together: one insert, one queueing, each topic told once.

    Inside the caller's transaction, which an error ends, and then nothing is recorded. ``few``:
    what one thing led to, so that conditions treat each as if it was recorded alone; inside
    another batch it is part of that one.
    """
    if few and (around := _batch.get()) is not None:
        count = len(around)
        try:
            yield around
        except BaseException:
            around.forget_after(count)
            raise
        return
    batch = Batch()
    token = _batch.set(batch)
    try:
        yield batch
    finally:
        _batch.reset(token)
    _write(batch.rows, [topic for topics in batch.topics for topic in topics], batched=not few)


WRITE: LiteralString = """
WITH given AS (
    SELECT * FROM jsonb_to_recordset(%b::jsonb) AS given (place integer, uuid uuid, name text,
        subject text, actor_kind text, actor_id text, actor_name text, payload jsonb,
        recorded_at timestamptz, reactions text[])
), new AS (
    INSERT INTO core_factrecord
        (uuid, name, subject, actor_kind, actor_id, actor_name, payload, recorded_at)
    SELECT uuid, name, subject, actor_kind, actor_id, actor_name, payload, recorded_at
    FROM given ORDER BY place
    RETURNING id, uuid
), waiting AS (
    INSERT INTO core_waitingfact (fact_id, reactions)
    SELECT id, reactions FROM new JOIN given USING (uuid) WHERE reactions <> '{}'
)
SELECT id, place, (SELECT pg_notify(%b, told) FROM (SELECT %b::text AS told) AS live
                   WHERE told <> '')
FROM new JOIN given USING (uuid)
"""


def _write(rows: list[FactRecord], topics: list[str], *, batched: bool) -> None:
    """Facts, what waits for them and the live hint are one statement."""
    hints = live.hints(topics)
    for start in range(0, len(rows), AT_ONCE):
        piece = rows[start : start + AT_ONCE]
        given = [_given(place, row, batched=batched) for place, row in enumerate(piece)]
        bound = [orjson.dumps(given).decode(), live.CHANNEL, hints.pop() if hints else ""]
        for pk, place, _ in fetch(WRITE, bound, prepared=True):
            piece[place].pk = pk
    live.send(hints)


def _given(place: int, row: FactRecord, *, batched: bool) -> dict[str, Any]:
    keys = [
        key
        for key in reactions_to(row.name)
        if key not in _conditions or _conditions[key](row, batched)
    ]
    values = {name: getattr(row, name) for name in COLUMNS}
    return {"place": place, "reactions": keys, **values}


COLUMNS = [field.name for field in FactRecord._meta.fields if not field.primary_key]


def recorded(row: FactRecord) -> Recorded:
    """The stored row as its fact again; fields it no longer knows are left out."""
    kind = Fact.registry[row.name]
    known = {field.name for field in dataclasses.fields(kind)}
    fact = kind(**{key: value for key, value in row.payload.items() if key in known})
    by = Actor(row.actor_kind, row.actor_id, row.actor_name)
    return Recorded(id=row.pk, uuid=row.uuid, fact=fact, by=by, at=row.recorded_at)


def takes_several(key: str) -> bool:
    return key in _together


def react(key: str, told: list[Recorded]) -> None:
    """Run one reaction; one that takes a single fact gets the first."""
    if takes_several(key):
        _together[key](told)
    else:
        _functions[key](told[0])


def run_reaction(fact_id: int, key: str) -> None:
    react(key, [recorded(FactRecord.objects.get(pk=fact_id))])


def run_reaction_together(fact_ids: list[int], key: str) -> None:
    rows = FactRecord.objects.filter(pk__in=fact_ids).order_by("pk")
    react(key, [recorded(row) for row in rows])


def facts_about(subject: str) -> list[Recorded]:
    """The history of one thing, oldest first."""
    return [recorded(row) for row in kept("facts about", _about).rows(subject=subject)]


def _about() -> QuerySet[FactRecord]:
    subject = Given("subject", FactRecord._meta.get_field("subject"))
    return FactRecord.objects.filter(subject=subject).order_by("id")


def newest_about(subject: str, kind: type[Fact]) -> Recorded | None:
    """The latest fact of this kind in the history of one thing."""
    rows = FactRecord.objects.filter(subject=subject, name=kind.name)
    row = rows.order_by("-id").first()
    return recorded(row) if row else None
