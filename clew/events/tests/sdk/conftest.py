"""A live capture server, and a small shop whose pages use the real browser SDK."""

import socket
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn

from clew.events.capture.app import capture, close_desk, is_capture_path, open_desk
from clew.events.capture.wire import answer

NODE = Path(__file__).resolve().parents[4] / "tests" / "node" / "node_modules"
SHOP = """<!doctype html><title>Shop</title><h1>Shop</h1>
<button id="order">Order tea</button>
<script src="/sdk.js"></script>
<script>
  posthog.init(KEY, {
    api_host: location.origin, capture_exceptions: true, person_profiles: "identified_only",
    request_batching: BATCHING, opt_out_useragent_filter: true, // else silent when automated
    loaded: () => { window.ready = true },
  })
</script>"""


@dataclass
class Live:
    url: str
    captured: object

    def events(self, *, of, wait_for, within=15):
        """Events of one distinct id, once ``wait_for`` of them are stored."""
        deadline = time.monotonic() + within
        while True:
            self.captured.write()
            found = self.captured.events_of(of)
            if len(found) >= wait_for or time.monotonic() > deadline:
                return {event.event: event for event in found}
            time.sleep(0.1)


def shop_page(key, batching):
    return SHOP.replace("KEY", f'"{key}"').replace("BATCHING", batching).encode()


@pytest.fixture
def live(captured):
    key = captured.key.key

    async def app(scope, receive, send):
        if scope["type"] == "lifespan":
            await receive()
            await open_desk()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await close_desk()
            await send({"type": "lifespan.shutdown.complete"})
        elif is_capture_path(scope["path"]):
            await capture(scope, receive, send)
        elif scope["path"] == "/sdk.js":
            script = (NODE / "posthog-js" / "dist" / "array.js").read_bytes()
            await answer(scope, send, script, kind=b"text/javascript")
        elif scope["path"] in {"/shop", "/unbatched"}:
            page = shop_page(key, "false" if scope["path"] == "/unbatched" else "true")
            await answer(scope, send, page, kind=b"text/html")
        else:
            await answer(scope, send, b"", status=404)

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", lifespan="on"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield Live(f"http://127.0.0.1:{port}", captured)
    server.should_exit = True
    thread.join(10)
