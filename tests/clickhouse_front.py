"""A small ClickHouse HTTP front over the embedded engine, for tests only.

No ClickHouse server can be installed where the tests run, so this stands in for its door: the
real HTTP client of clickhouse-connect speaks to it, and the real engine executes. It covers what
that client sends: queries, commands, parameters, settings, inserts with a compressed body.

    python -m tests.clickhouse_front PORT PATH
"""

import gzip
import re
import sys
import tempfile
import threading
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import chdb
import lz4.frame
from backports import zstd

TRAILING_FORMAT = re.compile(r"\bFORMAT\s+(\w+)\s*;?\s*$", re.IGNORECASE)
INSERT_FORMAT = re.compile(r"\bFORMAT\s+(\w+)\s*;?\s*$", re.IGNORECASE)
NOT_SETTINGS = {
    "query",
    "database",
    "session_id",
    "session_timeout",
    "session_check",
    "query_id",
    "quota_key",
    "compress",
    "decompress",
    "default_format",
    "client_protocol_version",
    "role",
    "wait_end_of_query",
    "buffer_size",
    "http_headers_progress_interval_ms",
    "send_progress_in_http_headers",
    "enable_http_compression",
    "cancel_http_readonly_queries_on_client_close",
}
INFLATE = {
    "": lambda body: body,
    "gzip": gzip.decompress,
    "deflate": zlib.decompress,
    "lz4": lz4.frame.decompress,
    "zstd": zstd.decompress,
}


class Front(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    path_to_data = ""
    local = threading.local()

    def do_GET(self):
        self._answer(b"")

    def do_POST(self):
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            body = self._chunks()
        else:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._answer(INFLATE[self.headers.get("Content-Encoding", "")](body))

    def log_message(self, *arguments):
        """Quiet: the tests read the output of the process under test."""

    def _chunks(self):
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _answer(self, body):
        if urlsplit(self.path).path.strip("/") == "ping":
            return self._send(200, b"Ok.\n")
        given = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        try:
            return self._send(200, run(given, body))
        except RuntimeError as error:
            code = re.search(r"Code: (\d+)", str(error))
            return self._send(
                500, str(error).encode(), {"X-ClickHouse-Exception-Code": code[1] if code else "1"}
            )

    def _send(self, status, body, headers=None):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("X-ClickHouse-Summary", "{}")
        self.send_header("X-ClickHouse-Timezone", "UTC")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def run(given, body):
    """One request on a handle of its own: settings and database do not leak into the next."""
    query = given.get("query") or body.decode()
    data = body if given.get("query") else b""
    connection = chdb.connect(Front.path_to_data)
    try:
        if database := given.get("database"):
            connection.query(f"USE `{database}`")
        changed = {
            name: value
            for name, value in given.items()
            if name not in NOT_SETTINGS and not name.startswith("param_")
        }
        # A reader may not change settings after it was made one.
        for name, value in sorted(changed.items(), key=lambda item: item[0] == "readonly"):
            quoted = value.replace("\\", "\\\\").replace("'", "\\'")
            connection.query(f"SET {name} = '{quoted}'")
        if data:
            return insert(connection, query, data)
        wanted = TRAILING_FORMAT.search(query)
        shape = wanted[1] if wanted else given.get("default_format", "TabSeparated")
        if wanted:
            query = query[: wanted.start()]
        parameters = {
            name.removeprefix("param_"): value
            for name, value in given.items()
            if name.startswith("param_")
        }
        return connection.query(query, shape, params=parameters).bytes()
    finally:
        connection.close()


def insert(connection, query, data):
    """Inserted data travels by a file: the embedded engine reads no request body."""
    query = query.strip()
    shape = INSERT_FORMAT.search(query)
    with tempfile.NamedTemporaryFile(suffix=".bin") as file:
        file.write(data)
        file.flush()
        Path(file.name).chmod(0o644)
        source = f"FROM INFILE '{file.name}' COMPRESSION 'none' FORMAT {shape[1]}"
        return connection.query(query[: shape.start()] + source).bytes()


class Threads(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


if __name__ == "__main__":
    port, path = sys.argv[1:]
    Front.path_to_data = path
    keeper = chdb.connect(path)  # the engine stays open while the front serves
    Threads(("127.0.0.1", int(port)), Front).serve_forever()
