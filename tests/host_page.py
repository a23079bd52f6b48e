"""A customer's product: a page of another origin with the SDK and the widget on it."""

import contextlib
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

POSTHOG_JS = Path(__file__).parent / "node/node_modules/posthog-js/dist/array.full.no-external.js"
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Exports · Heron</title>
<script src="/posthog.js"></script>
<script src="{clew}/widget.js" data-key="{key}" {identity} defer></script></head>
<body><h1>Exports</h1><button id="export">Export</button>
<script>
  posthog.init("{key}", {{ api_host: "{clew}", opt_out_useragent_filter: true }});
  posthog.identify("{who}", {{ email: "{who}@heron.example", name: "{name}" }});
  posthog.group("organization", "heron", {{ name: "Heron Analytics", plan: "Scale" }});
  document.querySelector("#export").onclick = () => {{
    posthog.capture("export started", {{ rows: 214 }});
    posthog.captureException(new TypeError("rows is undefined"));
  }};
</script></body></html>"""


@contextlib.contextmanager
def host_page(html: str) -> Iterator[str]:
    """The URL of a small server with the page at ``/``."""
    files = {"/": ("text/html", html.encode()), "/posthog.js": ("text/javascript", b"")}
    files["/posthog.js"] = ("text/javascript", POSTHOG_JS.read_bytes())

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = files.get(self.path, ("text/plain", b""))
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
