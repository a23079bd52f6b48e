"""What real SDKs send to capture, in every form they send it; invented people and shops."""

import gzip
import random
from base64 import b64encode
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

import lzstring
import orjson

TEXT, FORM, JSON = "text/plain", "application/x-www-form-urlencoded", "application/json"
ENVELOPED = ("/batch", "/batch/", "/i/v0/ai/batch/")
SINGLE = ("/e/", "/i/v0/e/", "/capture/", "/track/", "/engage/", "/e", "/i/v0/e")
OTHERS = (
    "/flags/?v=2",
    "/flags/?v=99999999999999999999",
    "/decide/?v=3",
    "/decide",
    "/s/",
    "/array/clew_fuzz/config.js",
    "/array/clew_fuzz/config",
    "/array/%00/config",
    "/static/array.js",
    "/static/1.2.3/exception-autocapture.js",
    "/api/surveys/",
    "/api/early_access_features",
)


@dataclass(frozen=True)
class Sent:
    """One request. ``good`` are uuids of events that must be stored if it is answered 200."""

    path: str
    body: bytes
    query: str = ""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    method: str = "POST"
    good: tuple[UUID, ...] = ()

    def but(self, **changes: Any) -> "Sent":
        return replace(self, **changes)


@dataclass
class Corpus:
    """Draws events and wraps them up as an SDK would, by chance."""

    key: str
    chance: random.Random
    lz: Any = field(default_factory=lzstring.LZString)

    def uuid(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def event(self) -> dict[str, Any]:
        number = self.chance.randrange(500)
        made = {
            "event": self.chance.choice(["$pageview", "tea poured", "order placed", "$pageleave"]),
            "distinct_id": f"user-{number}",
            "uuid": str(self.uuid()),
            "timestamp": "2026-03-01T10:00:00.000Z",
            "properties": {
                "$lib": "web",
                "$lib_version": "1.400.0",
                "$current_url": "https://shop.example/menu?q=1",
                "$session_id": f"s-{number}",
                "$screen_width": 1920,
                "$groups": {"company": f"company-{number % 40}"},
                "basket": [1, 2.5, None, True],
                "token": self.key,
            },
        }
        self.chance.choice(KINDS)(made, number)
        return made

    def wrapped(self, text: bytes, path: str) -> Sent:
        """The same JSON in one of the encodings SDKs know."""
        if self.chance.random() < 0.02:
            return self.lz_form(text, path)
        return self.chance.choice(
            [plain, plain, gzipped, gzip_js, base64_form, beacon, in_the_query]
        )(text, path)

    def lz_form(self, text: bytes, path: str) -> Sent:
        if len(text) > 4_000:  # written in Python, letter by letter
            return plain(text, path)
        said = text.decode("utf-8", "replace").encode("utf-16-le", "surrogatepass")
        units = "".join(
            chr(int.from_bytes(said[at : at + 2], "little")) for at in range(0, len(said), 2)
        )
        body = b"data=" + quote(self.lz.compressToBase64(units)).encode() + b"&compression=lz64"
        return Sent(path, body, "ver=1.20.0", typed(FORM))

    def path(self) -> str:
        return self.chance.choice(ENVELOPED if self.chance.random() < 0.6 else SINGLE)

    def envelope(self, events: list[Any], path: str) -> Any:
        if path in ENVELOPED:
            return {"api_key": self.key, "batch": events, "sent_at": "2026-03-01T10:00:01Z"}
        return events if len(events) > 1 or self.chance.random() < 0.5 else events[0]

    def good(self) -> Sent:
        """Sound from end to end: is answered 200 or 204, and stored."""
        path = self.path()
        events = [self.event() for _ in range(self.chance.choice((1, 1, 3)))]
        sent = self.wrapped(orjson.dumps(self.envelope(events, path)), path)
        return sent.but(good=tuple(UUID(each["uuid"]) for each in events))


def typed(kind: str, *more: tuple[bytes, bytes]) -> tuple[tuple[bytes, bytes], ...]:
    return ((b"content-type", kind.encode()), *more)


def plain(text: bytes, path: str) -> Sent:
    return Sent(path, text, "", typed(JSON))


def gzipped(text: bytes, path: str) -> Sent:
    return Sent(path, gzip.compress(text, 1), "", typed(JSON, (b"content-encoding", b"gzip")))


def gzip_js(text: bytes, path: str) -> Sent:
    return Sent(path, gzip.compress(text, 1), "compression=gzip-js&ver=1.4&_=1", typed(TEXT))


def base64_form(text: bytes, path: str) -> Sent:
    body = urlencode({"data": b64encode(text).decode()}).encode()
    return Sent(path, body, "compression=base64&ip=1", typed(FORM))


def beacon(text: bytes, path: str) -> Sent:
    body = b"data=" + quote(b64encode(text).decode()).encode()
    return Sent(path, body, "ver=1.4&beacon=1", typed(FORM))


def in_the_query(text: bytes, path: str) -> Sent:
    if len(text) > 20_000:
        return plain(text, path)
    data = quote(b64encode(text).decode())
    return Sent(path, b"", f"data={data}&ver=1.4", (), "GET")


def identify(made: dict[str, Any], number: int) -> None:
    made["event"] = "$identify"
    made["$set"] = {"email": f"user-{number}@heron.example", "name": "Ada Heron", "plan": "pro"}
    made["$set_once"] = {"first_seen": "2026-01-01"}
    made["properties"]["$anon_distinct_id"] = f"anon-{number}"


def group(made: dict[str, Any], number: int) -> None:
    made["event"] = "$groupidentify"
    made["properties"] |= {
        "$group_type": "company",
        "$group_key": f"company-{number % 40}",
        "$group_set": {"name": "Heron", "seats": 12},
    }


def exception(made: dict[str, Any], number: int) -> None:
    frame = {"filename": "app.js", "function": "save", "lineno": number, "in_app": True}
    made["event"] = "$exception"
    made["properties"]["$exception_list"] = [
        {
            "type": "TypeError",
            "value": "x is undefined",
            "mechanism": {"handled": False},
            "stacktrace": {"type": "raw", "frames": [frame] * 3},
        }
    ]


def generation(made: dict[str, Any], number: int) -> None:
    made["event"] = "$ai_generation"
    made["properties"] |= {
        "$ai_trace_id": f"t-{number}",
        "$ai_model": "heron-1",
        "$ai_input": [{"role": "user", "content": "Where is my tea?"}],
        "$ai_output_choices": [{"role": "assistant", "content": "On its way."}],
        "$ai_input_tokens": 12,
        "$ai_latency": 0.5,
        "$ai_total_cost_usd": 0.001,
    }


def alias(made: dict[str, Any], number: int) -> None:
    made["event"] = "$create_alias"
    made["properties"]["alias"] = f"other-{number}"


def ordinary(made: dict[str, Any], number: int) -> None:
    """As it is."""


KINDS = (ordinary, ordinary, ordinary, identify, group, exception, generation, alias)
