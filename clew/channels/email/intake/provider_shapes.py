"""The three shapes in which mail providers hand a mail over, each with its signature checked.

1. ``message/rfc822``: the raw mail is the body; signed as Standard Webhooks are.
2. A form with ``body-mime``, ``timestamp``, ``token`` and ``signature``.
3. JSON with the raw mail as text in ``RawEmail``, or as base64 in ``raw``; signed like 1.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import orjson
from django.http import HttpRequest

from clew.channels.email.intake.signatures import is_of_token, is_standard

FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
NOT_SIGNED = "The signature does not fit, or is older than five minutes. Nothing was taken."


class ShapeError(Exception):
    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status = status


@dataclass(frozen=True)
class HandedOver:
    raw: bytes
    envelope_from: str | None = None
    envelope_to: list[str] = field(default_factory=list)


def handed_over(request: HttpRequest) -> HandedOver:
    """Raises ShapeError. The whole body is in hand: what is too large never came so far."""
    if request.content_type in FORMS:
        return _of_form(_form(request))
    body = request.read()
    if not is_standard(request.headers, body):
        raise ShapeError(401, NOT_SIGNED)
    found = _of_json(body) if request.content_type == "application/json" else HandedOver(body)
    if not found.raw.strip():
        raise ShapeError(422, "There is no mail in it.")
    return found


def _of_form(given: Mapping[str, str]) -> HandedOver:
    raw = given.get("body-mime", "").encode("latin-1", "replace")
    signed = {name: given.get(name, "") for name in ("timestamp", "token", "signature")}
    if not is_of_token(**signed, body=raw):
        raise ShapeError(401, NOT_SIGNED)
    if not raw.strip():
        raise ShapeError(422, "The form has no “body-mime”. Ask your provider for raw mail.")
    recipients = [each.strip() for each in given.get("recipient", "").split(",") if each.strip()]
    return HandedOver(raw, given.get("sender"), recipients)


def _form(request: HttpRequest) -> dict[str, str]:
    """Byte for byte: a mail in a form need not be UTF-8."""
    if request.content_type == FORMS[1]:
        text = request.read().decode("latin-1")
        return dict(parse_qsl(text, keep_blank_values=True, encoding="latin-1"))
    request.encoding = "latin-1"
    given = {name: str(request.POST[name]) for name in request.POST}
    for name in request.FILES:
        for file in request.FILES.getlist(name):
            given[name] = file.read().decode("latin-1")
    return given


def _of_json(body: bytes) -> HandedOver:
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise ShapeError(422, "The body is no JSON.") from None
    if not isinstance(given, dict):
        raise ShapeError(422, "The body is no JSON object.")
    envelope = given.get("envelope")
    inside = envelope if isinstance(envelope, dict) else {}
    sender = inside.get("from")
    return HandedOver(
        _raw_of(given),
        sender if isinstance(sender, str) else None,
        _texts(inside.get("to")) or _texts(given.get("OriginalRecipient")),
    )


def _raw_of(given: Mapping[str, Any]) -> bytes:
    if text := given.get("RawEmail"):
        return str(text).encode("utf-8", "replace")
    try:
        return base64.b64decode("".join(str(given.get("raw") or "").split()), validate=True)
    except (binascii.Error, ValueError):
        raise ShapeError(422, "“raw” is no base64.") from None


def _texts(given: Any) -> list[str]:
    several = given if isinstance(given, list) else [given]
    return [each for each in several if isinstance(each, str) and each]
