"""The front door: capture goes past Django, everything else through it."""

import os
import warnings
from typing import Any

from django.core.asgi import get_asgi_application

from config.body_limit import BodyLimit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# WhiteNoise reads files in blocks, which Django may do in a thread; nothing is wrong with that.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")
django_app: Any = BodyLimit(get_asgi_application())

from clew.events.capture.app import capture, is_capture_path  # noqa: E402  needs Django set up
from config.runtime import Runtime  # noqa: E402  likewise

runtime = Runtime(web=True, works=os.environ.get("CLEW_ROLE", "all") == "all")


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
    elif scope["type"] == "http" and is_capture_path(scope["path"]):
        await capture(scope, receive, send)
    elif scope["type"] == "http":
        await django_app(scope, receive, send)


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
