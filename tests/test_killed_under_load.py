"""Clew dies under mixed load, and nothing it acknowledged is lost.

In small; `python -m bench.killing --kills 200` does it in earnest.
"""

import pytest

from bench.killing.__main__ import Trial
from bench.killing.nursery import Born
from bench.killing.world import world
from tests.serving import free_port

pytestmark = pytest.mark.server
KILLS = 3


def test_killed_at_random_nothing_is_lost_and_nothing_is_there_twice(folder):
    server = Born(folder / "data", free_port())
    with world(server) as made:
        made.arrange(None)
        trial = Trial(made, what="both", seed=5, full=KILLS)
        try:
            trial.run(KILLS)
        finally:
            trial.gate.over.set()
            server.close()
        assert not trial.faults
        assert made.told.events
        assert made.told.tickets
