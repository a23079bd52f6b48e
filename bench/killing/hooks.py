"""A receiver of webhooks that keeps what comes."""

import hashlib
import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.serving import free_port


class Hooks:
    """Receives webhooks: what came under each id, and how often."""

    def __init__(self) -> None:
        self.came: dict[str, list[str]] = defaultdict(list)
        self.port = free_port()
        hooks = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                body = self.rfile.read(length)
                if len(body) < length:  # its sender died; no receiver takes half a message
                    return
                digest = hashlib.sha256(body).hexdigest()
                hooks.came[self.headers["webhook-id"]].append(digest)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
