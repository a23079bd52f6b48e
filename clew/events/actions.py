"""Clew's own events, through the same log as everybody's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from clew.core import clock
from clew.events.channel import CAPTURED
from clew.events.models import CaptureBatch
from clew.events.writer.normalising import OWN_LIB

OWN_TOKEN = "clew"  # noqa: S105 - it opens nothing; the log's format wants one


@dataclass(frozen=True, kw_only=True)
class OwnEvent:
    name: str
    distinct_id: str
    properties: dict[str, Any]
    uuid: UUID
    at: datetime


def capture_own_events(*, environment_id: int, events: Sequence[OwnEvent]) -> None:
    """In the caller's transaction; the same uuid again adds nothing. They never make customers."""
    batch = [
        {
            "event": event.name,
            "distinct_id": event.distinct_id,
            "uuid": event.uuid,
            "timestamp": event.at,
            "properties": {
                **event.properties,
                "$lib": OWN_LIB,
                "$process_person_profile": False,
            },
        }
        for event in events
    ]
    CaptureBatch.objects.create(
        environment_id=environment_id,
        path="/batch",
        body=orjson.dumps({"api_key": OWN_TOKEN, "batch": batch}),
        event_count=len(batch),
        received_at=clock.now(),
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CAPTURED])
