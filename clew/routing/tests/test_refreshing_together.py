"""Several refresh the same tickets at once: each ledger has each step once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from clew.core.models import FactRecord
from clew.people.models import Group
from clew.routing.actions.refreshing import refresh_targets
from clew.routing.models import LedgerEntry, Target
from clew.routing.passing_time import wake_targets
from clew.routing.tests.promising import HOUR, MONDAY, at, in_force
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_at_once_write_each_step_once():
    in_force()
    person = cast.person()
    cast.account(members=(person,), plan="enterprise")
    Group.objects.update(plan="enterprise")
    with at(MONDAY):
        ids = [cast.ticket(f"Ticket {n}", requester=person).pk for n in range(5)]

    def work(turn: int) -> int:
        try:
            return refresh_targets(ids) if turn % 2 else wake_targets()
        finally:
            connections.close_all()

    for moment in (MONDAY + HOUR, MONDAY + 9 * HOUR):
        with at(moment), ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(8)))
    assert Target.objects.count() == 5
    assert FactRecord.objects.filter(name="routing.CustomerChanged").count() == 5
    assert FactRecord.objects.filter(name="routing.TargetBreached").count() == 5
    kinds = LedgerEntry.objects.filter(ticket=ids[0]).order_by("position")
    assert [row.kind for row in kinds] == ["activate", "apply", "breach"]
