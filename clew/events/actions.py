"""Clew's own events, through the same log as everybody's."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from clew.core import clock
from clew.events.channel import CAPTURED
from clew.events.models import CaptureBatch

OWN_TOKEN = "clew"  # noqa: S105 - it opens nothing; the log's format wants one
OWN_LIB = "clew"


def capture_own_event(
    *,
    environment_id: int,
    name: str,
    distinct_id: str,
    properties: dict[str, Any],
    uuid: UUID,
    at: datetime,
) -> None:
    """In the caller's transaction; the same uuid again adds nothing. It never makes a customer."""
    event = {
        "event": name,
        "distinct_id": distinct_id,
        "uuid": uuid,
        "timestamp": at,
        "properties": {**properties, "$lib": OWN_LIB, "$process_person_profile": False},
    }
    CaptureBatch.objects.create(
        environment_id=environment_id,
        path="/batch",
        body=orjson.dumps({"api_key": OWN_TOKEN, "batch": [event]}),
        event_count=1,
        received_at=clock.now(),
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CAPTURED])
