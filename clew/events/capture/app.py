"""The capture endpoints as a plain ASGI application, in front of Django.

A valid request is on disk before its 200. Statuses and bodies are those SDKs expect:
customer-data.md §1.3 in the project's research.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import orjson
import structlog
from django.conf import settings

from clew.core import clock
from clew.events.capture import flags, room
from clew.events.capture.bodies import Request
from clew.events.capture.committer import Committer
from clew.events.capture.entry import Entry, Read, read
from clew.events.capture.keys import Key, KeyBook
from clew.events.capture.pace import Pace
from clew.events.capture.refusals import BadBody, BadToken, NotNow, Refusal, TooOften
from clew.events.capture.wire import SCRIPT, TEXT, Receive, Scope, Send, answer, body_of, header

log = structlog.get_logger(__name__)
EVENT_PATHS = frozenset(
    {"/e", "/i/v0/e", "/batch", "/capture", "/track", "/engage", "/i/v0/ai/batch"}
)
FLAG_PATHS = frozenset({"/flags", "/decide"})
NOTHING_LISTS = {
    "/api/surveys": b'{"surveys":[]}',
    "/api/web_experiments": b'{"experiments":[]}',
    "/api/product_tours": b'{"product_tours":[]}',
    "/api/early_access_features": b'{"earlyAccessFeatures":[]}',
}
REMOTE_CONFIG = re.compile(r"/array/([^/]+)/config(\.js)?")
# Parts the browser SDK loads when it is asked for them. We have the one that reports exceptions,
# because SDKs installed by a bundler come without it; the rest is about recordings, surveys, …
EXTENSION = re.compile(
    r"/static/(?:[\d.]+/)?(array|array\.full|recorder|recorder-v2|posthog-recorder|lazy-recorder|"
    r"surveys|surveys-preview|exception-autocapture|web-vitals|web-vitals-with-attribution|"
    r"tracing-headers|dead-clicks-autocapture|toolbar|conversations|product-tours|"
    r"customizations\.full|logs|element-inference)\.js"
)
NOTHING_TO_LOAD = b"// not part of Clew\n"
EXCEPTIONS = "exception-autocapture"
TAKEN = b'{"status":1}'
NO_RECORDINGS = b'{"status":1,"quota_limited":["recordings"]}'
RETRY_SECONDS = b"5"
GUESSES = 20.0  # keys nobody asked about lately, a second from one address; each is a question


@dataclass
class Desk:
    """What the endpoints work with while the server runs."""

    committer: Committer
    keys: KeyBook
    pace: Pace
    guesses: Pace  # of keys
    turns: asyncio.Semaphore  # of reading large bodies


_desk: Desk | None = None


async def open_desk() -> None:
    global _desk  # noqa: PLW0603 - one for the process, opened and closed by its lifespan
    rate = settings.CLEW_CAPTURE_RATE
    _desk = Desk(Committer(), KeyBook(), Pace(rate), Pace(min(rate, GUESSES)), room.turns())
    _desk.committer.start()


async def close_desk() -> None:
    """Commits what was accepted, then refuses everything with 503."""
    global _desk
    desk, _desk = _desk, None
    if desk is not None:
        await desk.committer.stop()
        await desk.keys.close()


def is_capture_path(path: str) -> bool:
    """Whether this application answers, rather than Django."""
    bare = _bare(path)
    return (
        bare in EVENT_PATHS
        or bare in FLAG_PATHS
        or bare == "/s"
        or bare in NOTHING_LISTS
        or REMOTE_CONFIG.fullmatch(bare) is not None
        or EXTENSION.fullmatch(bare) is not None
    )


async def capture(scope: Scope, receive: Receive, send: Send) -> None:
    """One request. Every refusal is an answer; only a bug raises."""
    try:
        if scope["method"] == "OPTIONS":
            await answer(scope, send, TAKEN)
        elif _bare(scope["path"]) in EVENT_PATHS or _allowed(scope):
            await _endpoint(_bare(scope["path"]))(scope, receive, send)
        else:
            raise TooOften("too many requests")
    except Refusal as refusal:
        retry = ((b"retry-after", RETRY_SECONDS),) if refusal.status in {429, 503} else ()
        body = refusal.reason.encode("utf-8", "replace")
        await answer(scope, send, body, status=refusal.status, kind=TEXT, headers=retry)


def _allowed(scope: Scope) -> bool:
    """What needs no key counts for the address alone."""
    desk = _desk
    return desk is None or desk.pace.allows(0, _address(scope))


def _bare(path: str) -> str:
    return path.rstrip("/") if len(path) > 1 else path


def _endpoint(path: str) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    if path in EVENT_PATHS:
        return _events
    if path in FLAG_PATHS:
        return _flags
    if path == "/s":
        return _replay
    if path in NOTHING_LISTS:
        return _empty_list
    return _remote_config if path.startswith("/array/") else _extension


async def _events(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["method"] not in {"GET", "POST", "HEAD"}:
        await body_of(receive)
        raise BadBody("send events with POST, or GET with data=")
    request = Request(
        path=_bare(scope["path"]),
        body=await body_of(receive),
        query=scope["query_string"].decode("latin-1"),
        content_type=header(scope, b"content-type"),
        content_encoding=header(scope, b"content-encoding"),
    )
    understood = await _understood(request)
    await _keep(request, understood, _address(scope))
    if understood.fault:
        raise BadBody(understood.fault)
    if request.arguments.get("beacon") == "1":
        await answer(scope, send, b"", status=204)
    else:
        await answer(scope, send, TAKEN)


async def _understood(request: Request) -> Read:
    desk = _desk
    if desk is None or not room.reads_apart(request.body):
        return read(request)
    async with desk.turns:
        return await asyncio.get_running_loop().run_in_executor(room.reading, read, request)


async def _keep(request: Request, understood: Read, ip: str) -> None:
    desk = _desk
    if desk is None:
        raise NotNow("the server is starting or stopping; try again")
    payload = understood.payload
    key = await _key(desk, payload.token, ip)
    if not desk.pace.allows(key.id, ip):
        raise TooOften("too many requests")
    if not payload.events:
        return
    entry = Entry(
        environment_id=key.environment_id,
        key_id=key.id,
        request=request,
        ip=ip,
        event_count=len(payload.events),
        historical=payload.historical,
        refused=bool(understood.fault),
        received_at=clock.now(),
    )
    await desk.committer.commit(entry)


async def _key(desk: Desk, token: str, ip: str) -> Key:
    """Only what turned out to be no key counts as a guess: hundreds may be the first at once."""
    is_guess = not desk.keys.remembers(token)
    if is_guess and desk.guesses.is_spent(0, ip):
        raise TooOften("too many unknown keys")
    try:
        return await desk.keys.key_for(token)
    except BadToken:
        if is_guess:
            desk.guesses.allows(0, ip)
        raise


def _address(scope: Scope) -> str:
    if settings.USE_X_FORWARDED_HOST:  # behind a proxy, whose entry is the last of the last header
        lines = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
        forwarded = lines[-1].decode("latin-1").rpartition(",")[2].strip() if lines else ""
        if forwarded:
            return forwarded
    client = scope.get("client")
    return client[0] if client else ""


async def _replay(scope: Scope, receive: Receive, send: Send) -> None:
    await body_of(receive)
    await answer(scope, send, NO_RECORDINGS)


async def _flags(scope: Scope, receive: Receive, send: Send) -> None:
    await body_of(receive)
    path = _bare(scope["path"])
    arguments = Request(path, b"", scope["query_string"].decode("latin-1")).arguments
    said = arguments.get("v", "")
    version = int(said) if said.isdecimal() and len(said) < 4 else 1  # noqa: PLR2004
    decides = path == "/decide" or header(scope, b"x-original-endpoint") == "decide"
    if scope["method"] != "POST":
        value = flags.nothing_asked()
    else:
        value = flags.decide_answer(version) if decides else flags.flags_answer(version)
    await answer(scope, send, orjson.dumps(value))


async def _empty_list(scope: Scope, receive: Receive, send: Send) -> None:
    await body_of(receive)
    await answer(scope, send, NOTHING_LISTS[_bare(scope["path"])])


async def _remote_config(scope: Scope, _receive: Receive, send: Send) -> None:
    found = REMOTE_CONFIG.fullmatch(_bare(scope["path"]))
    desk = _desk
    if found is None or desk is None:
        raise NotNow("the server is starting or stopping; try again")
    token, is_script = found[1], bool(found[2])
    try:
        await _key(desk, token, _address(scope))
    except BadToken:
        await answer(scope, send, b"unknown token", status=404, kind=TEXT)
        return
    if is_script:
        await answer(scope, send, flags.remote_config_script(token), kind=SCRIPT)
    else:
        await answer(scope, send, orjson.dumps(flags.remote_config(token)))


async def _extension(scope: Scope, _receive: Receive, send: Send) -> None:
    found = EXTENSION.fullmatch(_bare(scope["path"]))
    wanted = found is not None and found[1] == EXCEPTIONS
    # An empty script rather than 404: the SDK asks on every page, whatever its configuration says.
    body = _exceptions_script() if wanted else NOTHING_TO_LOAD
    kept = ((b"cache-control", b"public, max-age=86400"),)
    await answer(scope, send, body, kind=SCRIPT, headers=kept)


@cache
def _exceptions_script() -> bytes:
    folder = files("clew.events.capture") / "vendor"
    return (folder / f"{EXCEPTIONS}.js").read_bytes()
