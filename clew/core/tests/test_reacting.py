"""The reactor on real connections: what is committed is reacted to, once nothing goes wrong."""

import dataclasses
import time

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from clew.core import reacting
from clew.core.actors import SYSTEM
from clew.core.facts import Fact, reaction, reaction_together, record
from clew.core.jobs import waiting_count
from clew.core.models import WaitingFact

pytestmark = pytest.mark.django_db(transaction=True)
rung: list[list[int]] = []
broken: list[int] = []


@dataclasses.dataclass(frozen=True, kw_only=True)
class BellRang(Fact):
    bell: int

    @property
    def subject(self):
        return f"bell/{self.bell}"


@reaction_together(BellRang)
def listen(recorded):
    rung.append([each.fact.bell for each in recorded])


@reaction(BellRang)
def mend(recorded):
    if recorded.fact.bell in broken:
        raise RuntimeError("cracked")


@pytest.fixture(autouse=True)
def silence():
    rung.clear()
    broken.clear()


def ring(*bells):
    for bell in bells:
        record(BellRang(bell=bell), by=SYSTEM)


def test_what_was_committed_apart_is_reacted_to_together_and_waits_no_more():
    ring(1, 2)
    with pytest.raises(RuntimeError), transaction.atomic():
        ring(3)
        raise RuntimeError
    assert waiting_count() == 2
    reacting.work_off()
    assert rung == [[1, 2]]
    assert waiting_count() == 0
    reacting.work_off()
    assert len(rung) == 1


def test_one_that_fails_is_tried_again_by_a_job_and_keeps_nobody_else():
    broken.append(5)
    ring(4, 5, 6)
    reacting.work_off()
    assert rung == [[4, 5, 6]]
    job = ProcrastinateJob.objects.get(task_name="core.react")
    assert job.args["reaction"].endswith("mend")
    assert not WaitingFact.objects.exists()


def test_who_dies_before_the_end_leaves_them_for_the_next():
    ring(7)
    holding = taker()
    with pytest.raises(ZeroDivisionError), holding, holding.transaction():
        assert holding.execute(reacting.TAKE, [10]).fetchall()
        raise ZeroDivisionError
    reacting.work_off()
    assert rung == [[7]]


def test_two_at_once_do_not_take_the_same():
    ring(8)
    with taker() as holding, holding.transaction():
        assert len(holding.execute(reacting.TAKE, [10]).fetchall()) == 1
        reacting.work_off()
        assert rung == []
        assert waiting_count() == 1  # until it has been done


def test_reactions_leave_no_connection_that_forgets():
    ring(9)
    reacting.work_off()
    with connection.cursor() as cursor:
        cursor.execute("SELECT source FROM pg_settings WHERE name = 'synchronous_commit'")
        assert cursor.fetchone() != ("session",)


def test_the_service_hears_of_what_is_committed():
    reactor = reacting.Reactor()
    reactor.start()
    try:
        ring(10)
        until = time.monotonic() + 20
        while WaitingFact.objects.exists() and time.monotonic() < until:
            time.sleep(0.01)
    finally:
        reactor.stop()
    assert rung == [[10]]


def taker():
    name = connection.settings_dict["NAME"]
    return psycopg.connect(settings.CLEW_EMBEDDED_POSTGRES_URL, dbname=name, autocommit=True)
