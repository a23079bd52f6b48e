from dataclasses import dataclass

import pytest

from clew.core.actors import SYSTEM
from clew.core.facts import Fact, batched, record, run_reaction_together
from clew.events.reactions import event_name, tell_the_event_store
from clew.people.models import Person
from tests.reactions import waiting_reactions

KEY = f"{tell_the_event_store.__module__}.{tell_the_event_store.__qualname__}"


@dataclass(frozen=True, kw_only=True)
class KettleFact(Fact):
    number: int

    @property
    def subject(self):
        return f"kettle/{self.number}"


@dataclass(frozen=True, kw_only=True)
class KettleBought(KettleFact):
    environment_id: int
    distinct_id: str


@dataclass(frozen=True, kw_only=True)
class Boiled(KettleFact):
    after: str


@pytest.mark.parametrize(
    ("fact", "name"),
    [
        (KettleBought(number=1, environment_id=1, distinct_id="a"), "kettle bought"),
        (Boiled(number=1, after="hot"), "kettle boiled"),
    ],
)
def test_names(fact, name):
    assert event_name(fact) == name


def test_a_fact_becomes_an_event_once(captured):
    environment_id = captured.key.environment_id
    fact = KettleBought(number=4, environment_id=environment_id, distinct_id="ada")
    row = record(fact, by=SYSTEM)
    for _ in range(2):
        run_reaction_together([row.pk], KEY)
        captured.write()
    (event,) = captured.events_of("ada")
    assert (event.event, event.uuid, event.lib) == ("kettle bought", row.uuid, "clew")
    assert event.properties["number"] == 4
    assert not Person.objects.exists()


def test_a_fact_about_no_customer_is_filed_under_its_subject(captured):
    run_reaction_together([record(Boiled(number=4, after="hot"), by=SYSTEM).pk], KEY)
    captured.write()
    (event,) = captured.events_of("$kettle_4")
    assert event.properties["after"] == "hot"


def test_what_is_recorded_together_is_told_together(captured):
    with batched():
        rows = [record(Boiled(number=number, after="hot"), by=SYSTEM) for number in range(3)]
    assert [fact_id for fact_id, _ in waiting_reactions(KEY)] == [row.pk for row in rows]
    run_reaction_together([row.pk for row in rows], KEY)
    captured.write()
    assert [len(captured.events_of(f"$kettle_{number}")) for number in range(3)] == [1, 1, 1]


def test_nobody_with_the_public_key_speaks_in_our_name(captured):
    captured.send({"event": "impersonation_started", "distinct_id": "eve",
                   "properties": {"$lib": "clew", "subject": "impersonation/1"}})  # fmt: skip
    captured.write()
    (event,) = captured.events_of("eve")
    assert event.lib == "clew (sent)"
