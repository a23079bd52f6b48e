import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import orjson
import pytest
from django.db import connection

from clew.events.capture.app import capture, close_desk, open_desk
from clew.events.records import Kind, Whose
from clew.events.writer.loop import write_waiting
from clew.people.models import CaptureKey, Environment


@pytest.fixture
def key(transactional_db):
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE seen_event")
    environment, _ = Environment.objects.get_or_create(name="production", is_default=True)
    return CaptureKey.objects.create(name="shop", key="clew_test", environment=environment)


def run(coroutine):
    """In a thread, because a browser test keeps an event loop in the main one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


@asynccontextmanager
async def client_of_capture():
    await open_desk()
    try:
        transport = httpx.ASGITransport(capture, client=("203.0.113.7", 4711))
        async with httpx.AsyncClient(transport=transport, base_url="http://clew.example") as client:
            yield client
    finally:
        await close_desk()


@dataclass
class Capture:
    """The capture endpoints, and the store behind them."""

    key: CaptureKey
    store: object
    sent: list[httpx.Response] = field(default_factory=list)

    def request(self, method, url, **options):
        async def one():
            async with client_of_capture() as client:
                return await client.request(method, url, **options)

        return run(one())

    def send(self, *events, path="/batch", **envelope):
        body = {"api_key": self.key.key, "batch": list(events), **envelope}
        return self.request("POST", path, content=orjson.dumps(body))

    def write(self):
        return write_waiting(self.store)

    def whose(self, *distinct_ids):
        return Whose(self.key.environment_id, distinct_ids=distinct_ids, own=True)

    def events_of(self, *distinct_ids, kind=Kind.ALL):
        from clew.events.queries import timeline

        return timeline(self.whose(*distinct_ids), kind=kind, limit=1000).events


@pytest.fixture
def captured(key, store):
    return Capture(key, store)
