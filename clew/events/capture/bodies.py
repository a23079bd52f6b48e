"""From the bytes of a request to the JSON text inside it; customer-data.md §1.2 has the forms."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from clew.events.capture.compression import (
    GZIP_MAGIC,
    Hint,
    from_base64,
    hint_named,
    inflate,
    looks_base64,
)
from clew.events.capture.lz64 import inflate_lz64
from clew.events.capture.refusals import BadBody, TooLarge

MAX_WIRE = 20 * 1024 * 1024  # bytes of body accepted
MAX_INFLATED = 5 * MAX_WIRE  # bytes of JSON it may become
MAX_LZ = MAX_WIRE  # characters that lz64 may become; each takes several bytes on the way
FORM_TYPE = "application/x-www-form-urlencoded"
FORM_START = re.compile(rb"(data|ver|_|ip|compression)=")
# Only these old paths are sent base64 inside base64.
LEGACY_PATHS = frozenset({"/e", "/capture", "/track", "/engage"})


@dataclass(frozen=True, slots=True)
class Request:
    """What of an HTTP request matters for reading events, as it is kept in the durable log."""

    path: str  # without trailing slash
    body: bytes
    query: str = ""
    content_type: str = ""
    content_encoding: str = ""
    arguments: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "arguments", _last_values(self.query))


def json_text(request: Request) -> bytes:
    """The JSON in the request. Raises BadBody or TooLarge."""
    if len(request.body) > MAX_WIRE:
        raise TooLarge("payload is too large")
    in_query = _unescaped(request.arguments.get("data", "").encode(), None)
    data, hint = in_query or request.body, _hint_outside(request)
    if not data:
        raise BadBody("no payload: send a body, or data= in the query")
    data, hint = _out_of_form(data, hint, request, from_query=bool(in_query))
    if hint is Hint.LZ64:
        return _checked(inflate_lz64(data, budget=MAX_LZ))
    data = _out_of_base64(data)
    if hint is Hint.GZIP or data.startswith(GZIP_MAGIC):
        data = inflate(data, budget=MAX_INFLATED)
    if request.path in LEGACY_PATHS:
        data = _out_of_base64(data)
    return _checked(data)


def _last_values(query: str) -> dict[str, str]:
    if not query:
        return {}
    return {key: values[-1] for key, values in parse_qs(query, keep_blank_values=True).items()}


def _hint_outside(request: Request) -> Hint | None:
    in_query = hint_named(request.arguments.get("compression", ""))
    return in_query or hint_named(request.content_encoding)


def _out_of_form(
    data: bytes, hint: Hint | None, request: Request, *, from_query: bool
) -> tuple[bytes, Hint | None]:
    is_form = FORM_START.match(data) is not None
    if not is_form:
        # A gzip or base64 body under a form content type is a misdeclared body, not a form.
        declared = request.content_type.split(";")[0].strip().lower() == FORM_TYPE
        if declared and not from_query and not _packed(data, hint):
            raise BadBody("the content type says form, but the body is not one")
        return data, hint
    fields = _last_values(data.decode("utf-8", "replace"))
    payload = fields.get("data", "").encode()
    if not payload:
        raise BadBody("the form has no data field")
    in_query = hint_named(request.arguments.get("compression", ""))
    hint = in_query or hint_named(fields.get("compression", "")) or hint
    return _unescaped(payload, hint), hint


def _unescaped(payload: bytes, hint: Hint | None) -> bytes:
    """A browser that did not escape "+" in base64 made it a space."""
    plussed = payload.replace(b" ", b"+")
    return plussed if hint is Hint.LZ64 or looks_base64(plussed) else payload


def _packed(data: bytes, hint: Hint | None) -> bool:
    return hint is not None or data.startswith(GZIP_MAGIC) or looks_base64(data)


def _out_of_base64(data: bytes) -> bytes:
    stripped = data.strip() if len(data) < MAX_WIRE else data
    return from_base64(stripped) if looks_base64(stripped) else data


def _checked(data: bytes) -> bytes:
    if len(data) > MAX_INFLATED:
        raise TooLarge("payload is too large")
    return data
