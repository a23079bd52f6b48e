"""Errors as RFC 9457 problem documents."""

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    BadRequest,
    ObjectDoesNotExist,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, Throttled
from ninja.errors import ValidationError as UnreadableRequest

from clew.analytics.sql.refusing import QueryRefused
from clew.core.engines.gone import RETRY_SECONDS, silent_engine
from clew.tickets.validation import CONFLICT

log = structlog.get_logger(__name__)
Headers = Mapping[str, str]


def problem(
    status: int,
    detail: str,
    *,
    errors: list[dict[str, str]] | None = None,
    headers: Headers | None = None,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors:
        document["errors"] = errors
    document.update(more or {})
    return HttpResponse(
        orjson.dumps(document),
        status=status,
        content_type="application/problem+json",
        headers=dict(headers or {}),
    )


def explain_errors(api: NinjaAPI) -> None:
    """Every error an operation can raise becomes a problem document."""
    for kind, answer in ANSWERS.items():
        api.add_exception_handler(kind, answer)


def unknown_address(request: HttpRequest) -> HttpResponse:
    return problem(404, f"There is nothing at {request.path}. See /api/v1/openapi.json.")


unknown_address = csrf_exempt(unknown_address)


def with_problems(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For the one error that is answered before an operation is chosen."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = response.headers["Allow"]
            detail = f"{request.method} is not possible here. Use {allowed}."
            return problem(405, detail, headers={"Allow": allowed})
        return response

    return wrapped


def _http(_request: HttpRequest, error: HttpError) -> HttpResponse:
    headers: dict[str, str] = {}
    if isinstance(error, Throttled):
        headers["Retry-After"] = str(error.wait or 1)
    if error.status_code == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
        return problem(401, "Send a valid API token: “Authorization: Bearer …”.", headers=headers)
    if isinstance(error.__cause__, ValueError):  # of the parser, for which ninja has no words
        said = f"The body cannot be read: {error.__cause__}. Send one JSON object in UTF-8."
        return problem(error.status_code, said, headers=headers)
    return problem(error.status_code, str(error), headers=headers)


def _unreadable(_request: HttpRequest, error: UnreadableRequest) -> HttpResponse:
    errors = [
        {"field": ".".join(str(part) for part in each["loc"][1:]), "message": str(each["msg"])}
        for each in error.errors
    ]
    return problem(422, "The request does not have the expected form.", errors=errors)


def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    if not hasattr(error, "error_dict"):
        is_conflict = getattr(error, "code", None) == CONFLICT
        return problem(409 if is_conflict else 422, " ".join(error.messages))
    errors = [
        {"field": "" if field == NON_FIELD_ERRORS else field, "message": message}
        for field, messages in error.message_dict.items()
        for message in messages
    ]
    return problem(422, " ".join(each["message"] for each in errors), errors=errors)


def _refused_query(_request: HttpRequest, refusal: QueryRefused) -> HttpResponse:
    """SQL: with the place of the mistake in the text, if there is one."""
    more: dict[str, Any] = {"hint": refusal.hint} if refusal.hint else {}
    if refusal.line:
        more |= {"line": refusal.line, "column": refusal.column, "length": refusal.length}
    errors = [{"field": "query", "message": refusal.message}]
    return problem(422, refusal.message, errors=errors, more=more)


def _missing(_request: HttpRequest, error: ObjectDoesNotExist) -> HttpResponse:
    kind = type(error).__qualname__.split(".")[0].lower()
    return problem(404, f"There is no such {kind}.")


def _unknown(_request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, str(error) or "There is no such thing.")


def _forbidden(_request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return problem(403, str(error) or "This token may not do that.")


def _broken(_request: HttpRequest, error: Exception) -> HttpResponse:
    too_big = isinstance(error, RequestDataTooBig)
    return problem(413 if too_big else 400, str(error) or "The request cannot be read.")


def fault(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    """Also for what fails before an operation is chosen."""
    if engine := silent_engine(error):
        log.warning("api.engine_silent", path=request.path, engine=engine, error=str(error))
        detail = f"Clew cannot reach {engine} at the moment. Try again."
        return problem(503, detail, headers={"Retry-After": RETRY_SECONDS})
    log.error("api.fault", path=request.path, exc_info=error)
    return problem(500, "A fault of ours; it was logged. Try again later.")


ANSWERS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    HttpError: _http,
    UnreadableRequest: _unreadable,
    ValidationError: _invalid,
    QueryRefused: _refused_query,
    ObjectDoesNotExist: _missing,
    Http404: _unknown,
    PermissionDenied: _forbidden,
    MultiPartParserError: _broken,
    BadRequest: _broken,
    SuspiciousOperation: _broken,
    Exception: fault,
}
