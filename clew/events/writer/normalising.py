"""One raw event made regular: the same event of the same batch always gives the same."""

import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from clew.events.capture.payload import distinct_id_of
from clew.events.capture.timestamps import EPOCH, happened_at
from clew.events.fingerprints import fingerprint_of
from clew.events.writer.accepted import Accepted
from clew.people.identity import Incoming

MAX_EVENT = 8 * 1024 * 1024  # bytes of properties; AI events are the largest SDKs send
MAX_NAME = 200  # characters
MAX_ERROR_TYPE, MAX_ERROR_VALUE = 200, 400  # characters
OWN_LIB = "clew"  # what Clew itself records
FORGED_LIB = "clew (sent)"
UUID_LENGTHS = {32, 36}


class Unusable(Exception):  # noqa: N818
    """The event is well-formed for the protocol, but cannot be stored."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What an event takes from the request it came in."""

    batch_id: int
    environment_id: int
    ip: str
    is_own: bool  # recorded by Clew itself, not sent with a capture key
    received_at: datetime
    sent_at: datetime | None
    received: float  # ``received_at`` in seconds since 1970


def normalised(event: dict[str, Any], index: int, batch: Circumstances) -> Accepted:
    """Raises Unusable with the reason."""
    properties: dict[str, Any] = event.get("properties") or {}
    processing = properties.get("$process_person_profile") is not False
    incoming = Incoming(
        environment_id=batch.environment_id,
        uuid=_uuid(event, index, batch),
        event=event["event"][:MAX_NAME],
        distinct_id=distinct_id_of(event) or "",
        timestamp=happened_at(
            timestamp=event.get("timestamp"),
            offset=event.get("offset"),
            sent_at=batch.sent_at,
            ignore_sent_at=properties.get("$ignore_sent_at") is True,
            now=batch.received_at,
        ),
        properties=properties,
        set=_object(event.get("$set")) if processing else {},
        set_once=_object(event.get("$set_once")) if processing else {},
        unset=_names(event.get("$unset")) if processing else [],
        groups=_groups(properties.get("$groups")),
        person_processing=processing,
    )
    return _accepted(incoming, batch)


def _accepted(incoming: Incoming, batch: Circumstances) -> Accepted:
    properties = _kept_properties(incoming, batch)
    text = _json(properties)
    if len(text) > MAX_EVENT:
        raise Unusable(f"the event is larger than {MAX_EVENT // 1024 // 1024} MB")
    error_type, error_value, error_fingerprint = _error(incoming.event, properties)
    trace = properties.get("$ai_trace_id") if incoming.event.startswith("$ai_") else None
    return Accepted(
        incoming=incoming,
        properties_text=text,
        lib=_lib(properties, batch),
        lib_version=_word(properties.get("$lib_version")),
        session_id=_word(properties.get("$session_id")),
        error_type=error_type,
        error_value=error_value,
        error_fingerprint=error_fingerprint,
        trace_id=_word(trace),
        received=batch.received,
        fingerprint=zlib.crc32(f"{incoming.event}\n{incoming.distinct_id}".encode()),
    )


def _kept_properties(incoming: Incoming, batch: Circumstances) -> dict[str, Any]:
    """The properties as pages and SQL see them: with the person's changes, without the token.

    Changed in place: copying them is a fifth of the work for an event.
    """
    kept = incoming.properties
    kept.pop("token", None)
    if kept.pop("capture_internal", None):
        kept["$ip"] = "127.0.0.1"
    elif batch.ip:
        kept.setdefault("$ip", batch.ip)
    if not incoming.person_processing:
        for name in ("$set", "$set_once", "$unset"):
            kept.pop(name, None)
    if incoming.set:
        kept["$set"] = {**_object(kept.get("$set")), **incoming.set}
    if incoming.set_once:
        kept["$set_once"] = {**_object(kept.get("$set_once")), **incoming.set_once}
    if incoming.unset:
        kept["$unset"] = incoming.unset
    return kept


def _uuid(event: dict[str, Any], index: int, batch: Circumstances) -> UUID:
    given = event.get("uuid")
    if given is None or given == "":
        return made_uuid(batch.received_at, batch.batch_id, index)
    if isinstance(given, str) and len(given) in UUID_LENGTHS:
        try:
            return UUID(given)
        except ValueError:
            pass
    raise Unusable("the event's uuid is not a UUID")


def made_uuid(at: datetime, batch_id: int, index: int) -> UUID:
    """A version 7 UUID that a replay of the same batch makes again."""
    milliseconds = int((at - EPOCH).total_seconds() * 1000) & (1 << 48) - 1
    which = (batch_id << 22 | index) & (1 << 62) - 1
    return UUID(int=milliseconds << 80 | 0x7 << 76 | 0b10 << 62 | which)


def _lib(properties: dict[str, Any], batch: Circumstances) -> str:
    """The capture key is public: nobody who has it speaks in Clew's name."""
    said = _word(properties.get("$lib"))
    return FORGED_LIB if said == OWN_LIB and not batch.is_own else said


def _error(event: str, properties: dict[str, Any]) -> tuple[str, str, int]:
    if event != "$exception":
        return "", "", 0
    listed = properties.get("$exception_list")
    first = listed[0] if isinstance(listed, list) and listed else None
    caught = first if isinstance(first, dict) else {}
    kind = caught.get("type") or properties.get("$exception_type") or "Error"
    value = caught.get("value") or properties.get("$exception_message") or ""
    kind, value = _word(kind)[:MAX_ERROR_TYPE], _word(value)[:MAX_ERROR_VALUE]
    return kind, value, fingerprint_of(kind, value, listed)


def _groups(value: Any) -> dict[str, str]:
    found = {}
    for kind, key in _object(value).items():
        text = _word(key)
        if kind and text:
            found[kind] = text
    return found


def _names(value: Any) -> list[str]:
    if isinstance(value, list | dict):
        return [name for name in value if isinstance(name, str)]
    return []


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _word(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else _json(value)


def _json(value: Any) -> str:
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError as error:  # a reader allows a thousand levels, the writer 254
        raise Unusable("its properties are nested too deeply") from error
