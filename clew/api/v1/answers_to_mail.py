"""``Idempotency-Key`` where the answer comes after the commit: mail is stored before it is filed.

Two requests with one key at the same time both get in; then the mail itself is known, and the
second one answers “duplicate”.
"""

import hashlib
from typing import Any

import orjson
from ninja.errors import HttpError

from clew.api.models import StoredAnswer
from clew.api.v1.idempotency import KEPT, MAX_KEY
from clew.api.v1.renderer import json_of
from clew.api.v1.tokens import TokenRequest
from clew.core import clock


def earlier_answer(request: TokenRequest, raw: bytes) -> dict[str, Any] | None:
    """Raises HttpError when the key was used for something else."""
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > MAX_KEY:
        raise HttpError(422, f"An Idempotency-Key has at most {MAX_KEY} characters.")
    stored = StoredAnswer.objects.filter(token=request.auth, key=key).first() if key else None
    if stored is None or stored.created_at < clock.now() - KEPT:
        return None
    if stored.fingerprint != _fingerprint(request, raw):
        raise HttpError(422, "This Idempotency-Key was used for another request. Make a new one.")
    answer: dict[str, Any] = orjson.loads(stored.body)
    return answer


def keep_answer(request: TokenRequest, raw: bytes, answer: dict[str, Any]) -> None:
    if key := request.headers.get("Idempotency-Key", ""):
        StoredAnswer.objects.update_or_create(
            token=request.auth,
            key=key,
            defaults={
                "fingerprint": _fingerprint(request, raw),
                "status": 200,
                "body": json_of(answer).decode(),
                "created_at": clock.now(),
            },
        )


def _fingerprint(request: TokenRequest, raw: bytes) -> str:
    return hashlib.sha256(f"{request.get_full_path()}\n".encode() + raw).hexdigest()
