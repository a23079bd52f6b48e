"""From JSON text to a batch of raw events with one token."""

from dataclasses import dataclass
from typing import Any

import orjson

from clew.events.capture.mending import mended
from clew.events.capture.refusals import BadBody, BadToken, TooLarge
from clew.events.capture.room import check_count

MAX_EVENTS = 50_000  # in one request: some ten kilobytes of memory each until they are stored
MAX_TOKEN = 64
MAX_DISTINCT_ID = 200
REPLAY_ONLY_EVENT = "$performance_event"  # dropped on purpose; a batch may become empty by it


@dataclass(frozen=True, slots=True)
class Payload:
    """One request's events as sent. An entry that is not an object is kept, and refused later."""

    token: str
    events: list[Any]
    sent_at: Any = None
    historical: bool = False


def read_payload(text: bytes, *, engage: bool = False) -> Payload:
    """Raises BadBody (not JSON, not events, empty), BadToken or TooLarge."""
    check_count(text)
    value = _value_of(text)
    if isinstance(value, list):
        return _checked(_one_token(value), value)
    if not isinstance(value, dict):
        raise BadBody("events are JSON objects")
    if isinstance(value.get("batch"), list):
        token = value.get("api_key") or value.get("token") or _one_token(value["batch"])
        historical = value.get("historical_migration") is True
        return _checked(token, value["batch"], value.get("sent_at"), historical=historical)
    if engage and "event" not in value:
        value = {**value, "event": "$identify"}
    return _checked(token_of(value), [value], value.get("sent_at"))


def _value_of(text: bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        whole = mended(text)
        if whole == text:
            raise BadBody(f"invalid JSON: {error}") from error
    try:
        return orjson.loads(whole)
    except orjson.JSONDecodeError as error:
        raise BadBody(f"invalid JSON: {error}") from error


def token_of(event: Any) -> Any:
    if not isinstance(event, dict):
        return None
    token = event.get("token") or event.get("$token") or event.get("api_key")
    if token:
        return token
    properties = event.get("properties")
    return properties.get("token") if isinstance(properties, dict) else None


def _one_token(events: list[Any]) -> Any:
    tokens = {token for event in events if isinstance(token := token_of(event), str)}
    if len(tokens) > 1:
        raise BadToken("a batch must have one token")
    return tokens.pop() if tokens else None


def _checked(
    token: Any, events: list[Any], sent_at: Any = None, *, historical: bool = False
) -> Payload:
    token = valid_token(token)
    if not events:
        raise BadBody("empty batch")
    if len(events) > MAX_EVENTS:
        raise TooLarge(f"send at most {MAX_EVENTS:,} events in one request")
    kept = [event for event in events if not _is_replay_only(event)]
    return Payload(token, kept, sent_at, historical)


def _is_replay_only(event: Any) -> bool:
    return isinstance(event, dict) and event.get("event") == REPLAY_ONLY_EVENT


def valid_token(token: Any) -> str:
    """The token trimmed. Whether a capture key has it is asked elsewhere."""
    text = token.strip() if isinstance(token, str) else ""
    if not text:
        raise BadToken("no token: send api_key, or token in each event")
    if len(text) > MAX_TOKEN or not text.isascii() or "\x00" in text:
        raise BadToken("invalid token")
    if text.startswith("phx_"):
        raise BadToken("this is a personal key; send the capture key")
    return text


def distinct_id_of(event: dict[str, Any]) -> str | None:
    """The id as text of at most 200 characters; None when there is none that could be written."""
    value = event.get("distinct_id", event.get("$distinct_id"))
    if value is None:
        properties = event.get("properties")
        value = properties.get("distinct_id") if isinstance(properties, dict) else None
    if value is None or value == "":
        return None
    text = value if isinstance(value, str) else _json_of(value)
    return text.replace("\x00", "\ufffd")[:MAX_DISTINCT_ID] or None


def _json_of(value: Any) -> str:
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:  # it reads a thousand levels, but writes 254
        return ""


def fault_of(event: Any) -> str:
    """Why the protocol refuses this event, and the whole batch with it; empty when it does not."""
    if not isinstance(event, dict):
        return "the event is not a JSON object"
    name = event.get("event")
    if not isinstance(name, str) or not name.strip():
        return "the event has no name"
    if not isinstance(event.get("properties", {}), dict | type(None)):
        return "properties is not a JSON object"
    if distinct_id_of(event) is None:
        return "the event has no distinct_id"
    return ""
