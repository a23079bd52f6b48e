"""Figures of all accounts, on both engines."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from clew.analytics.metrics import actions
from clew.analytics.metrics.defining import Definition
from clew.analytics.metrics.figures import count_figures
from clew.analytics.models import Figure
from clew.core import clock
from clew.core.actors import SYSTEM
from clew.events.store.rows import insert, instant
from clew.people.models import Environment, Group, GroupType
from tests.stops import stopped

pytestmark = pytest.mark.django_db


@pytest.fixture
def production():
    return Environment.objects.get_or_create(name="production", is_default=True)[0]


def test_every_account_is_counted_once_and_unchanged_rows_stay(production, store):
    kind = GroupType.objects.create(environment=production, name="co", index=1, is_account=True)
    acme, _, _, old = (
        Group.objects.create(environment=production, type=kind, key=key, created_at=clock.now())
        for key in ("acme", "tiny", "idle", "old")
    )
    Group.objects.filter(pk=old.pk).update(merged_into=acme)
    people = Definition(name="People", events=[""], math="people", days=7)
    last = Definition(
        name="Size", events=["pour"], math="last", math_property="size", filters=[], days=7
    )
    for each in (people, last):
        actions.create_metric(environment=production, definition=each, by=SYSTEM)

    def add(*rows):
        insert(store, [event(production, *row) for row in rows], token=str(uuid4()))

    add((1, "acme", 1, 3), (2, "old", 1, 4), (2, "old", 2, 5), (8, "acme", 3, 1),
        (1, "tiny", 9, "big"), (1, "unknown", 9, 1), (20, "idle", 4, 1))  # fmt: skip

    def figures():
        rows = Figure.objects.values_list("metric__name", "group__key", "value", "previous")
        return set(rows)

    with stopped():
        assert count_figures(production) == 0, "the next run does it"
    assert count_figures(production) == 3
    assert figures() == {
        ("People", "acme", 2, 1), ("People", "tiny", 1, 0), ("Size", "acme", 3, 1)
    }  # fmt: skip
    before = set(Figure.objects.values_list("pk", "counted_at"))
    assert count_figures(production) == 0
    assert set(Figure.objects.values_list("pk", "counted_at")) == before
    with store.writer() as client:
        client.command("TRUNCATE TABLE events")
    assert count_figures(production) == 3
    assert ("People", "acme", 0, 0) in figures()
    assert ("Size", "acme", None, None) in figures()


def event(environment, days_ago, key, person, size):
    moment = clock.now() - timedelta(days=days_ago) + timedelta(minutes=1)
    size = f'"{size}"' if isinstance(size, str) else size
    return {
        "environment_id": environment.pk, "distinct_id": f"p{person}", "uuid": uuid4(),
        "timestamp": instant(moment), "event": "pour", "person_id": UUID(int=person),
        "person_mode": "full", "properties_text": f'{{"size": {size}}}', "lib": "web",
        "group_1": key, "received_at": instant(moment),
    }  # fmt: skip
