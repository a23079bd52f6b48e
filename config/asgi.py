"""The front door: capture goes past Django, everything else through it."""

import os
from typing import Any

import django
from django.conf import settings

from config.body_limit import BodyLimit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)

from clew.events.capture.app import capture, is_capture_path  # noqa: E402  needs Django set up
from clew.web import static_files  # noqa: E402  likewise
from config.pages import Pages  # noqa: E402  likewise
from config.runtime import Runtime  # noqa: E402  likewise

static_files.collect()  # before the handlers look which files there are
pages = BodyLimit(Pages())
runtime = Runtime(web=True, works=settings.CLEW_ROLE == "all")


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
    elif scope["type"] == "http" and is_capture_path(scope["path"]):
        await capture(scope, receive, send)
    elif scope["type"] == "http":
        await pages(scope, receive, send)


async def lifespan(receive: Any, send: Any) -> None:
    await receive()
    try:
        await runtime.start()
    except Exception as error:
        await send({"type": "lifespan.startup.failed", "message": str(error)})
        raise
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await runtime.stop()
    await send({"type": "lifespan.shutdown.complete"})
