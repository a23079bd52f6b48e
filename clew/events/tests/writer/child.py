"""A process the tests can kill: ``finish``, ``die <point> before|after`` or ``serve <port>``."""

import asyncio
import os
import signal
import sys

import django

django.setup()

from clew.core.engines import clickhouse  # noqa: E402
from clew.events import runtime, store  # noqa: E402
from clew.events.capture.app import capture  # noqa: E402
from clew.events.store import event_store  # noqa: E402
from clew.events.writer import loop, storing  # noqa: E402

STORED = "SELECT count(), uniqExact(uuid) FROM events"


def die_at(module, name, moment):
    real = getattr(module, name)

    def dying(*args, **options):
        if moment == "after":
            real(*args, **options)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(module, name, dying)


def finish():
    loop.write_waiting(event_store())
    with event_store().reader() as client:
        rows, different = client.query(STORED).result_rows[0]
    sys.stdout.write(f"{rows} {different}\n")
    clickhouse.close()


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        await runtime.start()
        await asyncio.to_thread(runtime.start_writer)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
    else:
        await capture(scope, receive, send)


def main(task, *arguments):
    store.migrate()
    if task == "serve":
        import uvicorn

        uvicorn.run(app, port=int(arguments[0]), log_level="error")
        return
    if task == "die":
        point, moment = arguments
        module = loop if point == "next_chunk" else storing
        die_at(module, point, moment)
    finish()


main(*sys.argv[1:])
