"""Everyone's counts on the real engine, against walking each person's events."""

from datetime import timedelta
from random import Random
from uuid import UUID, uuid4

import orjson
import pytest

from clew.analytics.diagnosis.funnels.counting import everyone
from clew.analytics.diagnosis.funnels.funnel import funnel_of
from clew.analytics.diagnosis.funnels.walking import Touch, did, furthest, shifted
from clew.analytics.diagnosis.tests.cases import NOW
from clew.events.store.rows import insert, instant

PAID = [{"property": "plan", "operator": "is", "value": ["team"]}]
STEPS = ["signed up", {"event": "report opened"}, {"event": "paid", "filters": PAID}, "signed up"]
KINDS = [("signed up", {}, 0b1001), ("report opened", {}, 0b10), ("paid", {"plan": "team"}, 0b100),
         ("paid", {"plan": "solo"}, 0), ("other", {}, 0)]  # fmt: skip


def row(person, at, event, properties, **columns):
    return {
        "environment_id": 1, "distinct_id": f"id-{person}", "timestamp": instant(at),
        "uuid": uuid4(), "event": event, "person_id": UUID(int=person), "person_mode": "full",
        "properties_text": orjson.dumps(properties).decode(), "lib": "web",
        "received_at": instant(NOW),
    } | columns  # fmt: skip


def made_people(seed, people=400):
    random = Random(seed)
    for person in range(people):
        for _ in range(random.randint(1, 8)):
            at = NOW - timedelta(days=random.randint(0, 12))
            yield person, at, random.choice(KINDS)


def test_the_engine_counts_as_each_person_walks(store):
    funnel = funnel_of(STEPS, until=NOW, window=5)
    touches = {person: [] for person in range(400)}
    rows = []
    for person, at, (event, properties, mask) in made_people(3):
        touches[person].append(Touch(at, mask))
        rows.append(row(person, at, event, properties))
    rows += [
        row(1, NOW + timedelta(hours=1), "report opened", {}),
        row(1, NOW - timedelta(days=31), "signed up", {}),
        row(2, NOW, "signed up", {}, environment_id=2),
    ]
    insert(store, rows, token=str(uuid4()))
    found = everyone(funnel, 1)
    ways = [len(furthest(each, 4, funnel.window)) for each in touches.values()]
    assert found.reached == tuple(sum(way > n for way in ways) for n in range(4))
    assert found.at_all == tuple(sum(did(each, n) for each in touches.values()) for n in range(4))
    for n, (first, both) in enumerate(found.pairs):
        little = [len(furthest(shifted(each, n), 2, funnel.window)) for each in touches.values()]
        assert (first, both) == (sum(map(bool, little)), sum(way == 2 for way in little))
    assert found.reached[3] > 0


@pytest.mark.parametrize(("first", "begun"), [("", 1), ("ticket opened", 0)])
def test_clews_own_facts_are_no_steps(store, first, begun):
    """Who counts them would learn of tickets they may not see."""
    rows = [row(person, NOW, "ticket opened", {}, lib="clew") for person in (1, 2)]
    insert(store, [*rows, row(1, NOW, "report opened", {})], token=str(uuid4()))
    assert everyone(funnel_of([first, "report opened"], until=NOW), 1).reached == (begun, 0)
