"""What becomes of a raw event: something to store, or something to keep aside."""

from dataclasses import dataclass
from typing import Any

import orjson
from msgspec import Struct

from clew.people.identity import Incoming

MAX_RAW = 100_000  # characters of a quarantined event that are kept


class Accepted(Struct, frozen=True):  # one for each event: a frozen dataclass takes 1 µs more
    """An event ready for identity and the store."""

    incoming: Incoming
    properties_text: str
    lib: str
    lib_version: str
    session_id: str
    error_type: str
    error_value: str
    error_fingerprint: int  # 0 for what is no error
    trace_id: str
    received: float  # seconds since 1970
    fingerprint: int  # tells a retry (same event, same id) from another event under its uuid


@dataclass(frozen=True, slots=True)
class Rejected:
    """An event that cannot be stored, with the reason shown to people."""

    environment_id: int
    reason: str
    raw: str


def rejected(environment_id: int, reason: str, event: Any) -> Rejected:
    raw = event if isinstance(event, str) else _text(event)
    return Rejected(environment_id, reason, raw.replace("\x00", "\ufffd")[:MAX_RAW])


def _text(event: Any) -> str:
    try:
        return orjson.dumps(event).decode()
    except (orjson.JSONEncodeError, UnicodeDecodeError):
        return repr(event)
