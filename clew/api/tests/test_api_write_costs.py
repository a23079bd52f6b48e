"""How many statements it costs to open a ticket, to reply, and what follows from both."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clew.core import reacting
from clew.core.models import WaitingFact
from tests import cast

OPENING, REPLYING, FOLLOWING_ONE, FOLLOWING_MORE = 12, 12, 34, 2


@pytest.fixture
def known(agent):
    """Whatever is read once has been read."""
    cast.person("Ada Quist", email="ada@heron.example")
    number = opened(agent)
    replied(agent, number)
    react()
    return agent


def opened(agent):
    given = {
        "subject": "Export stops",
        "message": "Half way.",
        "requester": {"email": "ada@heron.example"},
    }
    answer = agent.post("/tickets", given)
    assert answer.status_code == 201
    return answer.json()["number"]


def replied(agent, number):
    answer = agent.post(f"/tickets/{number}/messages", {"from": "agent", "body": "Mended."})
    assert answer.status_code == 201


def react():
    """What waits now, as the reactor takes it, and what that sets off; how many statements."""
    with CaptureQueriesContext(connection) as asked:
        while waiting := dict(WaitingFact.objects.values_list("fact_id", "reactions")):
            WaitingFact.objects.filter(pk__in=list(waiting)).delete()
            reacting.react_to(waiting)
    return len(asked)


def test_opening_and_replying(known):
    with CaptureQueriesContext(connection) as asked:
        number = opened(known)
    assert len(asked) <= OPENING
    with CaptureQueriesContext(connection) as asked:
        replied(known, number)
    assert len(asked) <= REPLYING


def test_what_follows_costs_little_more_for_many(known):
    opened(known)
    one = react()
    assert one <= FOLLOWING_ONE
    for _ in range(10):
        opened(known)
    assert react() <= one + 9 * FOLLOWING_MORE
