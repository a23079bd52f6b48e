"""JSON as the API writes it: RFC 3339 instants in UTC, to the microsecond."""

from typing import Any

import orjson
from django.http import HttpRequest
from ninja.renderers import BaseRenderer


def json_of(data: Any) -> bytes:
    return orjson.dumps(data, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS, default=str)


class Renderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ARG002
        return json_of(data)
