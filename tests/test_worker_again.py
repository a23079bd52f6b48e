"""The worker of jobs is not gone for good when PostgreSQL was away for a moment."""

import asyncio

import psycopg

from clew.core.jobs import stopping
from config import runtime


class Unlucky(runtime.Runtime):
    """Loses PostgreSQL, then a side task; the third worker works until we stop."""

    def __init__(self):
        super().__init__(web=False, works=True)
        self.happened = []

    async def _work(self):
        self.happened.append("works")
        if self.happened.count("works") == 1:
            raise psycopg.OperationalError("the connection is lost")
        if self.happened.count("works") == 3:
            stopping.set()


def test_each_worker_that_ends_is_followed_by_one_that_does_what_it_left(monkeypatch):
    unlucky = Unlucky()
    monkeypatch.setattr(runtime, "BREATH", 0)
    monkeypatch.setattr(runtime, "revive_what_was_left", lambda: unlucky.happened.append("revives"))
    stopping.clear()
    try:
        asyncio.run(asyncio.wait_for(unlucky._jobs(), 5))
    finally:
        stopping.clear()
    assert unlucky.happened == ["revives", "works"] * 3
