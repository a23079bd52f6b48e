"""The event stream: topics arrive, and it ends with the session."""

import asyncio
import threading

import orjson
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import AsyncClient, Client

from clew.core import live
from clew.core.actors import Actor
from clew.people.models import Team
from clew.tickets.actions import set_team
from clew.tickets.queries.doors import open_numbers
from clew.web import live as stream
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
        assert await told(parts) == stream.RETRY
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
            said = await told(parts)
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
        assert await told(parts) == b": here\n\n"
        session = await client.asession()
        await session.aflush()
        said = await told(parts)
        while said.startswith(b":"):
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
        assert await told(outside) == await told(inside) == stream.RETRY
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
        stream, "open_numbers", lambda numbers: asked.append(numbers) or open_numbers(numbers)
    )
    agents = [cast.staff(name) for name in ("Noor Vale", "Oskar Brandt", "Ines Kaya")]
    cast.team("Billing")
    Team.objects.update(private=True)
    shown = cast.ticket("Export fails")

    async def run():
        await listening()
        streams = [(await opened(each))[1] for each in agents]
        for each in streams:
            assert await told(each) == stream.RETRY
        for _ in range(2):
            await asyncio.to_thread(publish, f"ticket/{shown.number}")
            for each in streams:
                assert b"ticket/" in await told(each)
        await live.stop()

    asyncio.run(run())
    assert asked == [{shown.number}] * 2
