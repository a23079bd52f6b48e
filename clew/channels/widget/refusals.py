"""What the widget's API says when it does not do what was asked (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.http import JsonResponse


class Refused(Exception):  # noqa: N818  not an error of ours
    """``detail`` is shown to the customer; ``fields`` names what to correct, by form field."""

    def __init__(
        self, status: int, detail: str, *, fields: Mapping[str, str] | None = None, wait: int = 0
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.fields = dict(fields or {})
        self.wait = wait  # seconds until it is worth asking again


# What the tickets domain calls a field, and what the form calls it.
FORM_NAMES = {"body": "message"}


def refusal_of(error: ValidationError) -> Refused:
    if hasattr(error, "error_dict"):
        named = {name: str(texts[0]) for name, texts in error.message_dict.items()}
        fields = {FORM_NAMES.get(name, name): text for name, text in named.items()}
        detail = next(iter(fields.values()), "Some of this cannot be sent.")
        return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, detail, fields=fields)
    return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, error.messages[0])


def problem(refused: Refused) -> JsonResponse:
    body: dict[str, object] = {
        "title": HTTPStatus(refused.status).phrase,
        "status": int(refused.status),
        "detail": refused.detail,
    }
    if refused.fields:
        body["errors"] = refused.fields
    response = JsonResponse(body, status=refused.status, content_type="application/problem+json")
    if refused.wait:
        response["Retry-After"] = str(refused.wait)
    return response
