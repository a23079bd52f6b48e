"""What happens to stored events because time passes. Each may be called at any time, and twice."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from importlib.resources import files

from django.db import transaction

from clew.core import clock
from clew.events.models import QuarantinedEvent, RewrittenUntil
from clew.events.moving import rewritten_until
from clew.events.store import event_store
from clew.events.store.topology import Topology
from clew.events.writer.seen import REMEMBERED, forget
from clew.people.models import DistinctId

AT_ONCE = 1_000  # distinct ids in one mutation
QUARANTINE_KEPT = timedelta(days=30)
Move = tuple[str, str]  # distinct id, person id


def rewrite_moved_persons() -> int:
    """Give old events of ids that came by a merge to their person; returns how many ids.

    Only the ``person_id`` column, for SQL: profiles read by distinct id and need no rewriting.
    It may take minutes, while the writer goes on.
    """
    now = clock.now()
    since = rewritten_until()
    moved = DistinctId.objects.filter(moved_at__gt=since).values_list(
        "environment_id", "distinct_id", "person_id"
    )
    by_environment: dict[int, list[Move]] = defaultdict(list)
    for environment_id, distinct_id, person_id in moved:
        by_environment[environment_id].append((distinct_id, str(person_id)))
    for environment_id, moves in by_environment.items():
        for start in range(0, len(moves), AT_ONCE):
            _rewrite(environment_id, moves[start : start + AT_ONCE])
    with transaction.atomic():
        RewrittenUntil.objects.all().delete()
        RewrittenUntil.objects.create(moved_at=now)
    return sum(map(len, by_environment.values()))


def forget_old_captures() -> None:
    """Uuids no SDK repeats any more, and quarantined events nobody asked for in a month."""
    forget(clock.now() - REMEMBERED)
    QuarantinedEvent.objects.filter(received_at__lt=clock.now() - QUARANTINE_KEPT).delete()


def _rewrite(environment_id: int, moves: Sequence[Move]) -> None:
    sql = (files("clew.events") / "sql" / "rewrite_persons.sql").read_text("utf-8")
    store = event_store()
    client = store.open_apart({"mutations_sync": 1})
    try:
        client.command(
            sql.replace("/*events*/", Topology(store.cluster).local("events")),
            parameters={
                "environment_id": environment_id,
                "distinct_ids": [distinct_id for distinct_id, _ in moves],
                "person_ids": [person_id for _, person_id in moves],
            },
        )
    finally:
        store.give_up(client)
