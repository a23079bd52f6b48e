"""A browser or program of one user: HTTP/1.1, kept alive, cookies, this machine only."""

import gzip
import http.client
import json
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LOST = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError)
TIMEOUT = 120  # seconds
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes
    wire: int  # bytes of the body as it was sent

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class WrongAnswer(Exception):  # noqa: N818
    """Not what the operation is for."""


class Asker:
    """``spare`` holds what operations remember between calls of one client."""

    def __init__(self, port: int, cookies: Mapping[str, str] | None = None) -> None:
        self.port = port
        self.cookies = dict(cookies or {})
        self.spare: dict[str, Any] = {}
        self.wire = 0  # bytes of bodies received since the beginning
        self._connection: http.client.HTTPConnection | None = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, headers=headers)

    def post(
        self,
        path: str,
        fields: Mapping[str, Any] | None = None,
        *,
        given: Any = None,
        headers: Mapping[str, str] | None = None,
        expected: tuple[int, ...] = (200, 201, 302),
    ) -> Answer:
        """A form of ``fields``, or ``given`` as JSON."""
        if given is not None:
            sent, kind = json.dumps(given).encode(), "application/json"
        else:
            sent, kind = urllib.parse.urlencode(fields or {}, doseq=True).encode(), FORM
        told = {"Content-Type": kind, **(headers or {})}
        return self.ask("POST", path, sent, headers=told, expected=expected)

    def ask(
        self,
        method: str,
        path: str,
        sent: bytes | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        expected: tuple[int, ...] = (200,),
    ) -> Answer:
        told = {"Accept-Encoding": "gzip", "Accept": "*/*", **(headers or {})}
        if self.cookies:
            told["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self._exchange(method, path, sent, told)
        if answer.status not in expected:
            raise WrongAnswer(f"{method} {path}: {answer.status} {answer.body[:400]!r}")
        return answer

    def _exchange(
        self, method: str, path: str, sent: bytes | None, headers: dict[str, str]
    ) -> Answer:
        try:
            return self._once(method, path, sent, headers)
        except LOST:  # an idle connection that the server closed
            self.close()
            return self._once(method, path, sent, headers)

    def _once(self, method: str, path: str, sent: bytes | None, headers: dict[str, str]) -> Answer:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        self._connection.request(method, path, sent, headers)
        got = self._connection.getresponse()
        body = got.read()
        self._remember(got)
        if got.getheader("Connection", "").lower() == "close":
            self.close()
        packed = got.getheader("Content-Encoding", "") == "gzip"
        self.wire += len(body)
        whole = gzip.decompress(body) if packed else body
        return Answer(got.status, got.headers, whole, len(body))

    def _remember(self, got: http.client.HTTPResponse) -> None:
        for name, value in got.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, content = value.split(";")[0].partition("=")
                self.cookies[cookie.strip()] = content

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
