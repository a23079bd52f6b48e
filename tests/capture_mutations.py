"""Captured requests gone wrong on purpose: seeded changes of structure, types and bytes."""

import json
import random
import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any
from uuid import UUID

from tests.capture_payloads import OTHERS, Corpus, Sent

RAW = re.compile(rb'"@@raw:(\d+)@@"')
# JSON that Python would not write, or writes otherwise.
LITERALS = (
    b"NaN", b"Infinity", b"-Infinity", b"1e400", b"-1e400", b"1e-400", b"-0", b"00", b"1.", b"0x10",
    b"9" * 400, b"-" + b"9" * 30, b"18446744073709551616", b"9223372036854775808", b"1E+2",
    b'"\\ud800"', b'"\\udc00\\ud800"', b'"\\u0000"', b'"a\\u0000b"', b'"\\x41"', b'"\xff\xfe"',
    b'"\xed\xa0\x80"', b'"\\uD83D\\uDE00"', b'"\xc0\x80"', b'"\n"', b'"\\', b"undefined", b"'a'",
    b'{"a":1,"a":{"b":2}}', b'{"":1}', b'{"a":1,}', b"[1,]", b"/*x*/1", b"[", b"]", b"{", b"}",
    b"\x00", b"nul", b"true false", b'{"a.b":1,"a":{"b":2}}', b'{"a":1,"a\\u0000":2}',
    b'{"\xed\xa0\x80":1}', b'{"__proto__":{"a":1}}', b"[" * 300 + b"]" * 300,
    b'{"a":' * 260 + b"1" + b"}" * 260, b"[" * 1030 + b"]" * 1030, b"[" * 900 + b"]" * 900,
)  # fmt: skip
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1e308, -1e308, 2**53 + 1, 2**63, 2**64 - 1, -(2**63), 1e15, 0.1, "",
    " ", "\x00", "null", "NaN", "undefined", "[object Object]", "0", "true", "anonymous", "a" * 250,
    "\u202egnp.exe", "\u0000\u0001\u001f", "\ufeff", "\ufffe\uffff", "\U0001f9a9" * 60, "é" * 500,
    "a\r\nb: c", "<script>alert(1)</script>", "' OR 1=1 --", "{{7*7}}", "../../etc", "%00", "$",
    "$_",    "$company_heron", "0000-00-00", "9999-12-31T23:59:59.999999+14:00",
    "0001-01-01T00:00:00+14:00",
    "1969-12-31T23:59:59Z", "2026-02-30", "2300-01-01", "1e9", "99999999999999999999", "٢٠٢٦", "²",
    "2026-W01-1", "Thu, 01 Jan 1970 00:00:00 +9999", "12:00", "-", "24:00:00",
    "2026-03-01T10:00:60Z",
    "00000000-0000-0000-0000-000000000000", "{00000000-0000-4000-8000-000000000000}",
    [], {}, [[]], [None], [{}], {"": ""}, {"a": {"b": {"c": []}}}, [1, "a", {}, None, 2.5],
    {"company": {"a": 1}}, {"company": "x" * 500}, {"a" * 300: "b"}, {"\x00": "\x00"},
    {f"type-{n}": "x" for n in range(12)}, ["$set", 1, None], {"email": ["a"], "name": {"a": 1}},
    {"email": "\x00", "name": "\ud7ff", "plan": "x" * 5000}, {"a.b": 1, "a": {"b": {"c": 2}}},
)  # fmt: skip
NAMES = (
    "event", "distinct_id", "$distinct_id", "uuid", "timestamp", "offset", "properties", "$set",
    "$set_once", "$unset", "token", "api_key", "sent_at", "batch", "historical_migration", "$token",
)  # fmt: skip
PROPERTIES = (
    "$groups", "$set", "$set_once", "$unset", "token", "distinct_id", "$ip", "$lib", "$lib_version",
    "$session_id", "$exception_list", "$exception_type", "$exception_message", "$ai_trace_id",
    "$ai_input", "$ai_output_choices", "$ai_input_tokens", "$ai_latency", "$ai_total_cost_usd",
    "$group_type", "$group_key", "$group_set", "$anon_distinct_id", "alias", "$current_url",
    "$process_person_profile", "$ignore_sent_at", "capture_internal", "$is_identified",
    "$ai_parent_id", "$ai_span_id", "$ai_is_error", "$ai_error", "$screen_name", "$pathname",
)  # fmt: skip
TOKENS = (
    b"\x00", b"\xff", b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"\\u0000", b"\\ud800",
    b"NaN",
    b"data=", b"&compression=lz64", b"&", b"%", b"%00", b"%u0000", b"+", b"=", b"\x1f\x8b\x08",
    b"\xef\xbb\xbf", b"\xed\xa0\x80", b"e999", b"-", b"\r\n\r\n", b"[[[[[[[[", b'{"a":' * 50,
)  # fmt: skip
HEADS = (
    (b"content-encoding", b"gzip"), (b"content-encoding", b"br"), (b"content-encoding", b"lz64"),
    (b"content-encoding", b"gzip, gzip"), (b"content-type", b""), (b"content-type", b"\xff\xfe"),
    (b"content-type", b"multipart/form-data; boundary=x"), (b"x-forwarded-for", b"\xff, '"),
    (b"content-type", b"application/x-www-form-urlencoded"), (b"origin", b"\xffnull"),
    (b"access-control-request-headers", b"a\xff" * 50), (b"x-original-endpoint", b"decide"),
)  # fmt: skip
QUERIES = (
    "compression=gzip-js", "compression=lz64", "compression=base64", "compression=%00", "beacon=1",
    "data=%00", "data=", "_=99999999999999999999", "_=²", "_=1772359200000", "sent_at=NaN", "v=٣",
    "ver=%FF%FE&ip=\xff", "&&&===", "a=" * 200, "data=eyJ&data=e30=", "compression=gzip&data=H4sI",
)  # fmt: skip


def mutated(corpus: Corpus) -> Sent:
    """One request, wrong in one to three ways."""
    chance = corpus.chance
    if chance.random() < 0.02:
        target, _, query = chance.choice(OTHERS).partition("?")
        return Sent(target, chance.randbytes(chance.randrange(40)), query, (), chance.choice(WAYS))
    path = corpus.path()
    sound = [corpus.event() for _ in range(chance.choice((0, 0, 1, 2)))]
    good = tuple(UUID(each["uuid"]) for each in sound)
    value = corpus.envelope([*sound, broken_event(corpus)], path)
    if chance.random() < 0.15:
        value, good = broken_envelope(value, chance), ()
    sent = corpus.wrapped(as_json(value, chance), path).but(good=good)
    if chance.random() < 0.35:
        sent = broken_wire(sent, chance).but(good=())
    return sent


WAYS = ("POST", "POST", "GET", "HEAD", "OPTIONS", "PUT", "DELETE", "BREW")


def broken_event(corpus: Corpus) -> Any:
    chance = corpus.chance
    event: Any = corpus.event()
    for _ in range(chance.choice((1, 1, 2, 5))):
        if not isinstance(event, dict):
            return event
        chance.choice(CHANGES)(event, chance)
    return chance.choice(ODD) if chance.random() < 0.02 else event


def odd(chance: random.Random) -> Any:
    if chance.random() < 0.3:
        return f"@@raw:{chance.randrange(len(LITERALS))}@@"
    return deepcopy(chance.choice(ODD))


def field_replaced(event: dict[str, Any], chance: random.Random) -> None:
    event[chance.choice(NAMES)] = odd(chance)


def property_replaced(event: dict[str, Any], chance: random.Random) -> None:
    if isinstance(properties := event.get("properties"), dict):
        properties[chance.choice(PROPERTIES)] = odd(chance)


def anything_replaced(event: dict[str, Any], chance: random.Random) -> None:
    """Somewhere deep inside."""
    place: Any = event
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            return
        key = chance.choice(keys)
        if not isinstance(place[key], dict | list) or chance.random() < 0.2:
            place[key] = odd(chance)
            return
        place = place[key]


def field_dropped(event: dict[str, Any], chance: random.Random) -> None:
    if event:
        del event[chance.choice(list(event))]


def key_odd(event: dict[str, Any], chance: random.Random) -> None:
    key = chance.choice(ODD)
    where = chance.choice((event, event.get("properties")))
    if isinstance(where, dict):
        where[key if isinstance(key, str) else str(key)[:300]] = odd(chance)


def wrapped_in_a_list(event: dict[str, Any], chance: random.Random) -> None:
    if event:
        key = chance.choice(list(event))
        event[key] = [event[key]] * chance.choice((1, 3))


def enormous(event: dict[str, Any], chance: random.Random) -> None:
    """Seldom: it costs a thousand times what the others cost."""
    if chance.random() > 0.004 or not isinstance(properties := event.get("properties"), dict):
        return
    kind = chance.randrange(5)
    if kind == 0:
        properties.update({f"key-{n}": n for n in range(100_000)})
    elif kind == 1:
        event["distinct_id"] = "x" * 1_000_000
    elif kind == 2:
        event["$set"] = {"name": "é" * 500_000, **{f"k{n}": n for n in range(5_000)}}
    elif kind == 3:
        properties["$exception_list"] = [{"type": "E" * 100_000, "value": "v"}] * 20
    else:
        properties["deep"] = json.loads("[" * 400 + "]" * 400)


CHANGES: tuple[Callable[[dict[str, Any], random.Random], None], ...] = (
    field_replaced, field_replaced, property_replaced, property_replaced, anything_replaced,
    anything_replaced, field_dropped, key_odd, wrapped_in_a_list, enormous,
)  # fmt: skip


def broken_envelope(value: Any, chance: random.Random) -> Any:
    if isinstance(value, list):
        return [*value, odd(chance)]
    if not isinstance(value, dict):
        return value
    value = {**value, chance.choice(NAMES): odd(chance)}
    return chance.choice([value, [value], [value, value], {"batch": [value]}, {"data": value}])


def as_json(value: Any, chance: random.Random) -> bytes:
    # Python writes NaN and Infinity as many SDKs do, and half surrogates as escapes.
    text = json.dumps(value, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    return RAW.sub(lambda found: LITERALS[int(found[1])], text)


def broken_wire(sent: Sent, chance: random.Random) -> Sent:
    kind = chance.randrange(6)
    if kind == 0:
        return sent.but(headers=(*sent.headers, chance.choice(HEADS)))
    if kind == 1:
        return sent.but(headers=(chance.choice(HEADS),))
    if kind == 2:
        return sent.but(query=f"{sent.query}&{chance.choice(QUERIES)}")
    if kind == 3:
        return sent.but(path=corrupted_path(sent.path, chance), method=chance.choice(WAYS))
    return sent.but(body=corrupted(sent.body, chance))


def corrupted_path(path: str, chance: random.Random) -> str:
    return chance.choice([path, path.rstrip("/"), path.rstrip("/") + "/", "/e/", "/engage/"])


def corrupted(body: bytes, chance: random.Random) -> bytes:
    raw = bytearray(body) or bytearray(b"{}")
    for _ in range(chance.choice((1, 1, 3, 20))):
        place = chance.randrange(len(raw))
        kind = chance.randrange(5)
        if kind == 0:
            raw[place] ^= 1 << chance.randrange(8)
        elif kind == 1:
            raw[place:place] = chance.choice(TOKENS)
        elif kind == 2 and len(raw) > 2:
            del raw[place : place + chance.randrange(1, 40)]
        elif kind == 3:
            raw[place:place] = raw[: chance.randrange(min(200, len(raw)))]
        else:
            raw[place] = chance.randrange(256)
        if not raw:
            raw = bytearray(b"\x00")
    return bytes(raw[: chance.randrange(1, len(raw) + 1)]) if chance.random() < 0.1 else bytes(raw)
