"""JSON as callers write it: strict about characters that exist, forgiving about NUL."""

from typing import Any

import orjson
from django.http import HttpRequest
from ninja.parser import Parser

from clew.tickets.validation import storable


class NotAnObject(ValueError):  # noqa: N818
    """JSON, but no operation takes it."""


class StrictParser(Parser):
    """Half a surrogate pair is no text, and PostgreSQL refuses NUL."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Raises ValueError, whose words end up in the answer."""
        value = orjson.loads(request.body)
        if not isinstance(value, dict | None):  # else a list would do where everything is optional
            raise NotAnObject("it is no object")
        return storable(value)
