"""What the widget sends, checked, with words for the customer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from clew.channels.widget.context import text
from clew.channels.widget.options import FILES_LIMIT, KINDS, MESSAGE_LIMIT, SEVERITIES
from clew.tickets.models import Attachment

Json = Mapping[str, Any]
FIELDS_LIMIT = 60


@dataclass(frozen=True)
class Words:
    """A message on its way into a ticket."""

    nonce: UUID
    body: str
    attachments: list[Attachment]
    payload: Json  # as it came, for who doubts what we read in it


@dataclass(frozen=True)
class Request:
    """A new ticket."""

    words: Words
    kind: str
    area: str
    severity: str
    name: str
    email: str
    context: Json
    fields: Json  # of the installation's own, by slug; checked when the ticket is opened


def words(data: Json) -> Words:
    """Raises ValidationError with every field that needs correcting."""
    errors: dict[str, str] = {}
    body = data.get("message") if isinstance(data.get("message"), str) else ""
    if not str(body).strip():
        errors["message"] = "Write a message first."
    elif len(str(body)) > MESSAGE_LIMIT:
        errors["message"] = (
            f"The message is {len(str(body)):,} characters long; {MESSAGE_LIMIT:,} fit. "
            "Attach the rest as a file."
        )
    found = _attachments(data.get("attachments"), errors)
    nonce = _nonce(data.get("nonce"), errors)
    if errors or nonce is None:
        raise ValidationError(errors)
    return Words(nonce=nonce, body=str(body), attachments=found, payload=data)


def request(data: Json) -> Request:
    """Raises ValidationError with every field that needs correcting."""
    errors: dict[str, Any] = {}
    kind = _choice(data, "kind", KINDS, "support", errors)
    severity = _choice(data, "severity", SEVERITIES, "medium", errors)
    email = text(data.get("email"), 254)
    try:
        if email:
            validate_email(email)
    except ValidationError:
        errors["email"] = "This does not look like an email address. Check the part after the @."
    try:
        said = words(data)
    except ValidationError as error:
        errors |= error.message_dict
    if errors:
        raise ValidationError(errors)
    context = data.get("context")
    return Request(
        words=said,
        kind=kind,
        area=text(data.get("area"), 80),
        severity=severity,
        name=text(data.get("name"), 200),
        email=email,
        context=context if isinstance(context, Mapping) else {},
        fields=_fields(data.get("fields")),
    )


def _choice(
    data: Json, field: str, known: Mapping[str, Any], default: str, errors: dict[str, Any]
) -> str:
    value = data.get(field) or default
    if value not in known:
        errors[field] = f"Choose one of: {', '.join(known)}."
    return str(value)


def _fields(value: object) -> dict[str, str | bool]:
    """Texts, numbers and ticks; anything else is dropped."""
    pairs = list(value.items())[:FIELDS_LIMIT] if isinstance(value, Mapping) else []
    return {text(slug, 40): _plain(given) for slug, given in pairs}


def _plain(given: object) -> str | bool:
    return given if isinstance(given, bool) else text(given, 500)


def _nonce(value: object, errors: dict[str, str]) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        errors["nonce"] = "A nonce (a UUID for each message) is missing."
        return None


def _attachments(value: object, errors: dict[str, str]) -> list[Attachment]:
    secrets = [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
    if len(secrets) > FILES_LIMIT:
        errors["attachments"] = f"Attach at most {FILES_LIMIT} files to one message."
        return []
    waiting = Attachment.objects.filter(message__isnull=True, secret__in=secrets)
    by_secret = {each.secret: each for each in waiting}
    if len(by_secret) < len(set(secrets)):
        errors["attachments"] = "An attached file has expired. Remove it and attach it again."
    return [by_secret[secret] for secret in dict.fromkeys(secrets) if secret in by_secret]
