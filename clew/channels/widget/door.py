"""The one door of the widget's API: any page may knock, a capture key opens, no cookie counts."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from clew.channels.widget.actions import see
from clew.channels.widget.models import WidgetSession, digest_of
from clew.channels.widget.rate import READING, WRITING
from clew.channels.widget.refusals import Refused, problem, refusal_of
from clew.core.callers import Limiter, caller_address
from clew.people.models import CaptureKey, Environment

CORS = {
    "Access-Control-Allow-Origin": "*",  # nothing here rests on a cookie or an address
    "Access-Control-Allow-Headers": "Content-Type, X-Clew-Key, X-Clew-Session",
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Expose-Headers": "Retry-After",
    "Access-Control-Max-Age": "86400",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "no-store",
}
MOST_JSON = 256 * 1024  # bytes: a message, its drafts of context, and room


@dataclass(frozen=True)
class Call:
    """One request that came through the door."""

    request: HttpRequest
    key: CaptureKey
    known_session: WidgetSession | None

    @property
    def environment(self) -> Environment:
        return self.key.environment

    @property
    def session(self) -> WidgetSession:
        if self.known_session is None:
            raise Refused(HTTPStatus.UNAUTHORIZED, "This session has ended. Reload the page.")
        return self.known_session

    def limit(self, limiter: Limiter) -> None:
        if wait := limiter.seconds_to_wait(f"{self.key.pk} {caller_address(self.request)}"):
            text = f"Too many requests from here. Try again in {wait} seconds."
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS, text, wait=wait)

    def json(self) -> dict[str, Any]:
        body = self.request.body
        if len(body) > MOST_JSON:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "This is too much at once.")
        try:
            data = orjson.loads(body)
        except orjson.JSONDecodeError:
            data = None
        if not isinstance(data, dict):
            raise Refused(HTTPStatus.BAD_REQUEST, "The request is not a JSON object.")
        return data


Answer = dict[str, object] | HttpResponseBase
Handler = Callable[..., Answer]


def resource(**handlers: Handler) -> Callable[..., HttpResponseBase]:
    """A view from one handler for each method, as in ``resource(get=…, post=…)``."""

    @csrf_exempt
    def view(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
        response = _answer(handlers, request, arguments)
        for name, value in CORS.items():
            response.headers.setdefault(name, value)
        return response

    return view


def _answer(
    handlers: dict[str, Handler], request: HttpRequest, arguments: dict[str, Any]
) -> HttpResponseBase:
    if request.method == "OPTIONS":
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    try:
        handler: Handler = handlers.get((request.method or "").lower(), _no_such_method)
        call = _let_in(request)
        call.limit(READING if request.method == "GET" else WRITING)
        answer = handler(call, **arguments)
    except Refused as refused:
        return problem(refused)
    except ValidationError as error:
        return problem(refusal_of(error))
    return JsonResponse(answer) if isinstance(answer, dict) else answer


def _no_such_method(call: Call, **_arguments: Any) -> Answer:
    text = f"This address has no {call.request.method}."
    raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, text)


def _let_in(request: HttpRequest) -> Call:
    sent = request.headers.get("X-Clew-Key", "")
    keys = CaptureKey.objects.filter(revoked_at__isnull=True).select_related("environment")
    key = keys.filter(key=sent).first() if sent and "\x00" not in sent else None
    if key is None:
        text = "The capture key is missing, unknown or revoked. Check data-key of the widget."
        raise Refused(HTTPStatus.UNAUTHORIZED, text)
    secret = request.headers.get("X-Clew-Session", "")
    sessions = WidgetSession.objects.filter(key=key)
    session = sessions.filter(secret_digest=digest_of(secret)).first() if secret else None
    if session is not None:
        session.key = key
        see(session=session)
    return Call(request, key, session)
