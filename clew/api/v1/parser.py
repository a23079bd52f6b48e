"""JSON as callers write it: strict about characters that exist, forgiving about NUL."""

from typing import Any

import orjson
from django.http import HttpRequest
from ninja.parser import Parser

from clew.tickets.validation import storable


class StrictParser(Parser):
    """Half a surrogate pair is no text, and PostgreSQL refuses NUL."""

    def parse_body(self, request: HttpRequest) -> Any:
        return storable(orjson.loads(request.body))
