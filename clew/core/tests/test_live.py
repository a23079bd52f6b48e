import asyncio

import pytest
from django.conf import settings
from django.db import connection, transaction

from clew.core import live
from clew.core.engines.postgres import django_database


def url():
    database = settings.DATABASES["default"]
    return f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}"


async def heard(action):
    """What one subscriber hears of ``action``, which runs in a thread of its own."""
    listener = live.Listener(url())
    await listener.start()
    try:
        async with listener.subscribe() as queue:
            await asyncio.sleep(0.3)  # LISTEN has reached the server
            await asyncio.to_thread(action)
            return (await asyncio.wait_for(queue.get(), 10)).topics
    finally:
        await listener.stop()


@pytest.mark.django_db(transaction=True)
def test_browsers_hear_of_committed_changes_only():
    def act():
        try:
            with transaction.atomic():
                live.publish(["ticket/1"])
                raise RuntimeError
        except RuntimeError:
            live.publish(["ticket/2", "tickets", "ticket/2"])

    assert asyncio.run(heard(act)) == ["ticket/2", "tickets"]


def test_a_browser_that_fell_behind_is_told_to_reload():
    async def scenario():
        listener = live.Listener("postgresql:///unused")
        async with listener.subscribe() as queue:
            for number in range(live.QUEUE_SIZE + 1):
                listener._send([f"ticket/{number}"])
            return [queue.get_nowait().topics for _ in range(queue.qsize())]

    assert asyncio.run(scenario()) == [["resync"]]


def test_a_topic_is_told_once_and_where_it_came_last():
    async def scenario():
        listener = live.Listener("postgresql:///unused")
        async with listener.subscribe() as queue:
            for topics in (["writing", "tickets"], ["idle", "tickets"], ["writing"]):
                listener._gather(topics)
            return (await asyncio.wait_for(queue.get(), 5)).topics

    assert asyncio.run(scenario()) == ["idle", "tickets", "writing"]


@pytest.mark.django_db(transaction=True)
def test_after_a_gap_browsers_are_told_once_nothing_more_is_missed():
    async def scenario():
        listener = live.Listener(url())
        await listener.start()
        try:
            async with listener.subscribe() as queue:
                await asyncio.sleep(0.3)
                await asyncio.to_thread(end_listeners)
                first = await asyncio.wait_for(queue.get(), 10)
                await asyncio.to_thread(live.publish, ["ticket/3"])
                return first.topics, (await asyncio.wait_for(queue.get(), 10)).topics
        finally:
            await listener.stop()

    assert asyncio.run(scenario()) == (["resync"], ["ticket/3"])


def end_listeners():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE query LIKE 'LISTEN%%' AND datname = current_database()"
        )
    connection.close()


@pytest.mark.parametrize(
    ("given", "host", "port", "name"),
    [
        ("postgresql://me:p%40ss@db.example:5433/clew", "db.example", "5433", "clew"),
        ("postgres://me@/clew?host=/run/pg", "/run/pg", "", "clew"),
    ],
)
def test_database_urls(given, host, port, name):
    entry = django_database(given)
    assert (entry["HOST"], entry["PORT"], entry["NAME"]) == (host, port, name)


def test_a_database_url_of_another_kind_is_refused_in_words():
    with pytest.raises(ValueError, match="beginning with postgresql://"):
        django_database("mysql://localhost/clew")
