"""Events over HTTP, as an SDK of a customer's own would send its history."""

import gzip
import time

import httpx
import orjson

from clew.demo.activity.moments import Event

BATCH = 1_000  # events a request
TRIES = 8
PATIENCE = 0.25  # seconds before the second try; doubles


class NotTakenError(RuntimeError):
    """The server refused a batch, or did not answer; with its words."""


def body_of(capture_key: str, events: list[Event]) -> bytes:
    """Gzipped JSON of one batch; the same bytes for the same events."""
    envelope = {"api_key": capture_key, "historical_migration": True, "batch": events}
    return gzip.compress(orjson.dumps(envelope), compresslevel=1, mtime=0)


def send(client: httpx.Client, capture_key: str, events: list[Event]) -> None:
    """Returns when every event is acknowledged, which means: on disk. Raises NotTakenError."""
    for start in range(0, len(events), BATCH):
        _post(client, body_of(capture_key, events[start : start + BATCH]))


def _post(client: httpx.Client, body: bytes) -> None:
    said, pause = "", PATIENCE
    for _ in range(TRIES):
        try:
            answer = client.post(
                "/batch/",
                content=body,
                headers={"Content-Type": "application/json", "Content-Encoding": "gzip"},
            )
        except httpx.TransportError as error:
            said = repr(error)
        else:
            if answer.status_code == httpx.codes.OK:
                return
            said = f"{answer.status_code} {answer.text}"
            if answer.is_client_error and answer.status_code != httpx.codes.TOO_MANY_REQUESTS:
                break
        time.sleep(pause)
        pause *= 2
    raise NotTakenError(f"The server did not take the demo's events: {said}")
