"""From a request to the row the durable log keeps."""

from dataclasses import dataclass
from datetime import datetime

from clew.events.capture.bodies import Request, json_text
from clew.events.capture.payload import Payload, fault_of, read_payload


@dataclass(frozen=True, slots=True)
class Read:
    """A request understood. ``fault`` is why the protocol refuses it; its events are kept still."""

    payload: Payload
    fault: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One request on its way into ``capture_log``."""

    environment_id: int
    key_id: int
    request: Request
    ip: str
    event_count: int
    historical: bool
    refused: bool
    received_at: datetime


def read(request: Request) -> Read:
    """Raises a Refusal when there is nothing in it that could be kept."""
    payload = payload_of(request)
    fault = next((found for event in payload.events if (found := fault_of(event))), "")
    return Read(payload, fault)


def payload_of(request: Request) -> Payload:
    """Raises a Refusal likewise."""
    return read_payload(json_text(request), engage=request.path == "/engage")
