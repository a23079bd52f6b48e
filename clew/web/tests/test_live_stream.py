"""The event stream: topics arrive, and it ends with the session."""

import asyncio
import threading

import orjson
import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.test import AsyncClient, Client

from clew.core import live
from clew.core.actors import Actor
from clew.people.models import Team
from clew.tickets.actions import assign, follow, set_team
from clew.tickets.queries.doors import open_numbers, own_readers
from clew.web import live as stream
from clew.web import live_audience
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_strangers_get_no_stream():
    assert Client().get("/live").status_code == 401


async def opened(staff):
    client = AsyncClient()
    await client.aforce_login(staff)
    answer = await client.get("/live")
    assert answer["Content-Type"] == "text/event-stream"
    return client, aiter(answer)


async def told(parts, within=5.0):
    return await asyncio.wait_for(anext(parts), within)


def begins(said):
    return said.startswith(stream.RETRY)


def is_here(said):
    return said.startswith(b"event: here\n")


@pytest.fixture
def listening(monkeypatch):
    """A listener on the test's database, for the running loop."""
    parts = {**connection.settings_dict}

    async def start():
        url = settings.DATABASE_URL.replace("/postgres?", f"/{parts['NAME']}?")
        url = url.replace("/clew?", f"/{parts['NAME']}?")
        await live.start(url)
        await asyncio.sleep(0.3)

    return start


def publish(*topics):
    def run():
        with transaction.atomic():
            live.publish(topics)
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def test_topics_arrive_after_commit(listening):
    maya = cast.staff()

    async def run():
        await listening()
        _client, parts = await opened(maya)
        assert begins(await told(parts))
        await asyncio.to_thread(publish, "ticket/42", "tickets")
        said = (await told(parts)).removeprefix(b"data: ")
        assert orjson.loads(said) == {"topics": ["ticket/42", "tickets"]}
        await live.stop()
        with pytest.raises(StopAsyncIteration):
            await told(parts)

    asyncio.run(run())


def test_a_revoked_session_says_goodbye_however_busy_it_is(listening, monkeypatch):
    monkeypatch.setattr(stream, "HEARTBEAT", 0.5)
    maya = cast.staff()

    async def run():
        await listening()
        client, parts = await opened(maya)
        await told(parts)
        session = await client.asession()
        await session.aflush()
        said = b"data"
        for _ in range(10):
            await asyncio.to_thread(publish, "tickets")
            while is_here(said := await told(parts)):
                pass
            if not said.startswith(b"data"):
                break
            await asyncio.sleep(0.1)
        assert said.startswith(b"event: bye")
        await live.stop()

    asyncio.run(run())


def test_a_revoked_session_says_goodbye(listening, monkeypatch):
    monkeypatch.setattr(stream, "HEARTBEAT", 0.2)
    maya = cast.staff()

    async def run():
        await listening()
        client, parts = await opened(maya)
        await told(parts)
        assert is_here(await told(parts))
        session = await client.asession()
        await session.aflush()
        said = await told(parts)
        while is_here(said):
            said = await told(parts)
        assert said.startswith(b"event: bye")
        await live.stop()

    asyncio.run(run())


def test_nobody_hears_of_tickets_hidden_from_them(listening):
    noor, oskar = cast.staff("Noor Vale"), cast.staff("Oskar Brandt")
    billing = cast.team("Billing")
    Team.objects.update(private=True)
    oskar.teams.add(billing)
    hidden, shown = cast.ticket("Refund for Heron"), cast.ticket("Export fails")
    set_team(ticket=hidden, team=billing, by=Actor.staff(oskar))
    topics = [f"ticket/{hidden.number}", f"presence/{hidden.number}", f"ticket/{shown.number}"]

    async def run():
        await listening()
        _, outside = await opened(noor)
        _, inside = await opened(oskar)
        assert begins(await told(outside))
        assert begins(await told(inside))
        await asyncio.to_thread(publish, *topics)
        said = [
            orjson.loads((await told(each)).removeprefix(b"data: ")) for each in (outside, inside)
        ]
        assert said == [{"topics": topics[2:]}, {"topics": topics}]
        await live.stop()

    asyncio.run(run())


def test_many_who_listen_ask_once_what_everybody_may_hear(listening, monkeypatch):
    asked = []
    monkeypatch.setattr(
        live_audience, "open_numbers", lambda given: asked.append(given) or open_numbers(given)
    )
    agents = [cast.staff(name) for name in ("Noor Vale", "Oskar Brandt", "Ines Kaya")]
    cast.team("Billing")
    Team.objects.update(private=True)
    shown = cast.ticket("Export fails")

    async def run():
        await listening()
        streams = [(await opened(each))[1] for each in agents]
        for each in streams:
            assert begins(await told(each))
        for _ in range(2):
            await asyncio.to_thread(publish, f"ticket/{shown.number}")
            for each in streams:
                assert b"ticket/" in await told(each)
        await live.stop()

    asyncio.run(run())
    assert asked == [{shown.number}] * 2


def test_a_hidden_ticket_is_asked_about_once_for_all_and_heard_by_who_reads_it(
    listening, monkeypatch
):
    asked = []
    monkeypatch.setattr(
        live_audience, "own_readers", lambda given: asked.append(given) or own_readers(given)
    )
    names = ("Noor Vale", "Oskar Brandt", "Ines Kaya", "Tom Reyes", "Lena Fisk")
    noor, oskar, ines, tom, lena = (cast.staff(name) for name in names)
    legal, other = cast.team("Legal"), cast.team("Payroll")
    Team.objects.update(private=True)
    oskar.teams.add(legal)
    noor.teams.add(other)
    hidden = cast.ticket("Refund for Heron")
    maya = Actor.staff(cast.staff())
    set_team(ticket=hidden, team=legal, by=maya)
    assign(ticket=hidden, staff=ines, by=maya)
    follow(ticket=hidden, by=maya, staff=tom)
    agents = [noor, oskar, ines, tom, lena]

    async def run():
        await listening()
        streams = [(await opened(each))[1] for each in agents]
        for each in streams:
            assert begins(await told(each))
        await asyncio.to_thread(publish, f"ticket/{hidden.number}", "tickets")
        heard = [b"ticket/" in await told(each) for each in streams]
        await live.stop()
        return heard

    assert asyncio.run(run()) == [False, True, True, True, False]
    assert asked == [{hidden.number}]


def test_changes_that_come_together_are_one_event(listening):
    maya = cast.staff()
    topics = [f"ticket/{number}" for number in range(40, 46)]

    async def run():
        await listening()
        _client, parts = await opened(maya)
        assert begins(await told(parts))
        await asyncio.to_thread(publish, "ticket/1")
        assert orjson.loads((await told(parts))[6:]) == {"topics": ["ticket/1"]}
        await asyncio.gather(*(asyncio.to_thread(publish, each, "tickets") for each in topics))
        said = b""
        events = 0
        while not all(each.encode() in said for each in topics):
            said += await told(parts)
            events += 1
        await live.stop()
        return events

    assert asyncio.run(run()) <= 3


def test_who_may_hear_is_unknown_then_browsers_look_for_themselves(listening, monkeypatch):
    def away(_numbers):
        raise OperationalError

    monkeypatch.setattr(live_audience, "open_numbers", away)
    noor = cast.staff("Noor Vale")
    cast.team("Billing")
    Team.objects.update(private=True)

    async def run():
        await listening()
        _client, parts = await opened(noor)
        assert begins(await told(parts))
        await asyncio.to_thread(publish, "ticket/42")
        said = orjson.loads((await told(parts)).removeprefix(b"data: "))
        await live.stop()
        return said

    assert asyncio.run(run()) == {"topics": ["resync"]}


def test_streams_opened_together_look_at_their_sessions_one_after_the_other(listening, monkeypatch):
    monkeypatch.setattr(stream, "HEARTBEAT", 1)
    maya = cast.staff()

    async def run():
        await listening()
        streams = [(await opened(maya))[1] for _ in range(12)]
        for each in streams:
            assert begins(await told(each))
        clock = asyncio.get_running_loop().time

        async def looked(parts):
            assert is_here(await told(parts))
            return clock()

        moments = await asyncio.gather(*(looked(each) for each in streams))
        await live.stop()
        return max(moments) - min(moments)

    assert asyncio.run(run()) > 0.1
