"""Clew dies under mixed load, and nothing it acknowledged is lost or there twice.

In small; `python -m bench.killing --kills 200` does it in earnest.
"""

import pytest

from bench.killing.__main__ import Trial
from bench.killing.nursery import Born
from bench.killing.proofs import in_full, quiet
from bench.killing.world import world
from tests.serving import free_port

pytestmark = pytest.mark.server
KILLS = 3


def test_killed_at_random_nothing_is_lost_and_nothing_is_there_twice(folder):
    server = Born(folder / "data", free_port())
    with world(server) as made:
        trial = Trial(made, what="both", seed=5, full=KILLS)
        try:
            made.arrange(None, seeded=55)
            trial.begin()
            for number in range(KILLS):
                trial.kill(number)
            trial.gate.close()
            made.end_leases()
            assert quiet(made) + in_full(made) + trial.faults == []
        finally:
            trial.gate.over.set()
            server.close()
        assert made.told.events
        assert made.told.tickets
