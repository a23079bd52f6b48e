"""``Idempotency-Key``: a POST repeated with the same key happens once.

The answer is stored in the transaction of what it answers, so both exist or neither does.
"""

import hashlib
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse
from ninja import Schema
from ninja.errors import HttpError

from clew.api.models import StoredAnswer
from clew.api.v1.renderer import json_of
from clew.api.v1.tokens import TokenRequest
from clew.core import clock

KEPT = timedelta(hours=24)
MAX_KEY = 200  # characters
Operation = Callable[..., Schema]


def created(operation: Operation) -> Callable[..., HttpResponse]:
    """Answer 201 with what the operation returns, at most once for each key."""
    return _once(operation, is_one_action=False)


def created_by_one_action(operation: Operation) -> Callable[..., HttpResponse]:
    """Likewise; without a key, the action's own transaction is all there is to hold together."""
    return _once(operation, is_one_action=True)


def _once(operation: Operation, *, is_one_action: bool) -> Callable[..., HttpResponse]:
    @wraps(operation)
    def once(request: TokenRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "")
        fingerprint = _fingerprint(request) if key else ""
        with nullcontext() if is_one_action and not key else transaction.atomic():
            if stored := _earlier(request, key, fingerprint):
                return _response(stored.status, stored.body, replayed=True)
            body = json_of(operation(request, *args, **kwargs).model_dump()).decode()
            if key:
                StoredAnswer.objects.create(
                    token=request.auth,
                    key=key,
                    fingerprint=fingerprint,
                    status=201,
                    body=body,
                    created_at=clock.now(),
                )
        return _response(201, body)

    return once


def forget_answers() -> int:
    deleted, _ = StoredAnswer.objects.filter(created_at__lt=clock.now() - KEPT).delete()
    return deleted


def _earlier(request: TokenRequest, key: str, fingerprint: str) -> StoredAnswer | None:
    """Raises HttpError when the key is in use right now, or was used for something else."""
    if not key:
        return None
    if len(key) > MAX_KEY:
        raise HttpError(422, f"An Idempotency-Key has at most {MAX_KEY} characters.")
    if not _hold(f"clew-api:{request.auth.pk}:{key}"):
        raise HttpError(409, "The same request is being answered right now. Ask again in a moment.")
    stored = StoredAnswer.objects.filter(token=request.auth, key=key).first()
    if stored is not None and stored.created_at < clock.now() - KEPT:
        stored.delete()
        return None
    if stored is not None and stored.fingerprint != fingerprint:
        raise HttpError(422, "This Idempotency-Key was used for another request. Make a new one.")
    return stored


def _hold(name: str) -> bool:
    """Until the transaction ends; False when another transaction holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        return bool(cursor.fetchone()[0])


def _fingerprint(request: TokenRequest) -> str:
    asked = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    for file in (file for name in request.FILES for file in request.FILES.getlist(name)):
        asked.update(f"{file.name} {file.size}\n".encode())
        for chunk in file.chunks():
            asked.update(chunk)
    if not request.FILES:  # a form with files was read already, and its body is gone
        asked.update(request.body)
    return asked.hexdigest()


def _response(status: int, body: str, *, replayed: bool = False) -> HttpResponse:
    headers = {"Idempotency-Replayed": "true"} if replayed else {}
    return HttpResponse(body, status=status, content_type="application/json", headers=headers)
