import contextlib
import dataclasses

import pytest
from django.db import transaction

from clew.core.actors import SYSTEM, Actor
from clew.core.facts import Fact, batched, facts_about, reaction, record, run_reaction
from clew.core.jobs import dead_letter_count, waiting_count
from clew.core.models import FactRecord
from tests.reactions import waiting_reactions

pytestmark = pytest.mark.django_db
happened = []


@dataclasses.dataclass(frozen=True, kw_only=True)
class KettleBoiled(Fact):
    kettle: int
    degrees: float

    @property
    def subject(self):
        return f"kettle/{self.kettle}"


@reaction(KettleBoiled)
def pour(recorded):
    happened.append((recorded.fact.kettle, recorded.by.name))


def test_a_fact_is_kept_with_who_and_what():
    record(KettleBoiled(kettle=1, degrees=100), by=Actor("staff", "7", "Maya"))
    record(KettleBoiled(kettle=2, degrees=99), by=SYSTEM)
    [only] = facts_about("kettle/1")
    assert only.fact == KettleBoiled(kettle=1, degrees=100)
    assert (only.by.kind, only.by.name) == ("staff", "Maya")


def test_each_reaction_is_queued_in_the_same_transaction():
    before = waiting_count()
    with pytest.raises(RuntimeError), transaction.atomic():
        record(KettleBoiled(kettle=3, degrees=100), by=SYSTEM)
        assert waiting_count() > before
        raise RuntimeError
    assert waiting_count() == before
    assert not FactRecord.objects.exists()


def test_a_reaction_receives_the_fact_as_it_was_recorded():
    row = record(KettleBoiled(kettle=4, degrees=100), by=Actor("customer", "1", "Ada"))
    run_reaction(row.pk, f"{__name__}.pour")
    assert happened[-1] == (4, "Ada")


def test_a_fact_that_lost_a_field_is_still_read():
    row = record(KettleBoiled(kettle=5, degrees=100), by=SYSTEM)
    row.payload["colour"] = "red"
    row.save()
    assert facts_about("kettle/5")[0].fact.kettle == 5


def test_no_job_gave_up():
    assert dead_letter_count() == 0


def test_a_batch_is_written_at_its_end_in_order():
    before = waiting_count()
    with batched() as batch:
        record(KettleBoiled(kettle=6, degrees=90), by=SYSTEM)
        kept = len(batch)
        record(KettleBoiled(kettle=6, degrees=91), by=SYSTEM)
        batch.forget_after(kept)
        record(KettleBoiled(kettle=6, degrees=92), by=SYSTEM)
        assert not FactRecord.objects.exists()
    assert [each.fact.degrees for each in facts_about("kettle/6")] == [90, 92]
    assert waiting_count() - before == 2


def test_a_batch_that_fails_records_nothing():
    with pytest.raises(RuntimeError), batched():
        record(KettleBoiled(kettle=7, degrees=90), by=SYSTEM)
        raise RuntimeError
    assert facts_about("kettle/7") == []
    record(KettleBoiled(kettle=7, degrees=95), by=SYSTEM)  # and the next is written at once
    assert [each.fact.degrees for each in facts_about("kettle/7")] == [95]


@dataclasses.dataclass(frozen=True, kw_only=True)
class KettleOverheated(KettleBoiled):
    pass


@reaction(KettleOverheated, when=lambda row, batched: row.payload["degrees"] > 100 and not batched)
def raise_alarm(recorded):
    happened.append("alarm")


def test_a_reaction_that_would_do_nothing_is_not_queued():
    def alarms(degrees, **batch):
        with batched(**batch) if batch else contextlib.nullcontext():
            record(KettleOverheated(kettle=8, degrees=degrees), by=SYSTEM)
        fact = FactRecord.objects.latest("pk").pk
        return [key for pk, key in waiting_reactions("raise_alarm") if pk == fact]

    assert len(alarms(120)) == 1
    assert not alarms(90)
    assert not alarms(120, few=False)
    assert len(alarms(120, few=True)) == 1
