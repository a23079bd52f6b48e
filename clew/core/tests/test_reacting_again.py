"""PostgreSQL goes away while reactions run: none is forgotten, and the reactor lives on."""

import dataclasses
import time

import pytest
from procrastinate.exceptions import ConnectorException

from clew.core import reacting
from clew.core.actors import SYSTEM
from clew.core.facts import Fact, reaction, record
from clew.core.jobs import waiting_count

pytestmark = pytest.mark.django_db(transaction=True)
heard: list[int] = []


@dataclasses.dataclass(frozen=True, kw_only=True)
class GongRang(Fact):
    gong: int

    @property
    def subject(self):
        return f"gong/{self.gong}"


@reaction(GongRang)
def listen(recorded):
    heard.append(recorded.fact.gong)
    if len(heard) == 1:
        raise ConnectorException("no connection to react on")


class Gone:
    """Nor to queue a job on."""

    def configure_task(self, *_, **__):
        raise ConnectorException("no connection to queue on")


def test_a_reactor_that_lost_postgresql_comes_back(monkeypatch):
    monkeypatch.setattr(reacting, "AGAIN", 0.05)
    monkeypatch.setattr(reacting, "app", Gone())
    heard.clear()
    reactor = reacting.Reactor()
    reactor.start()
    try:
        record(GongRang(gong=7), by=SYSTEM)
        until = time.monotonic() + 10
        while (waiting_count() or len(heard) < 2) and time.monotonic() < until:
            time.sleep(0.02)
    finally:
        reactor.stop()
    assert heard == [7, 7]
    assert waiting_count() == 0
