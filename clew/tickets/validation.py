"""Checks of what people send, with words for them. All raise Django's ValidationError."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices

CONFLICT = "conflict"  # code of what is well-formed, but not now: the API answers 409
MAX_BODY = 100_000  # characters; longer logs belong in an attachment


def checked_body(body: str) -> str:
    """The body without surrounding blank lines and without NUL, which PostgreSQL refuses."""
    cleaned = body.replace("\x00", "").replace("\r\n", "\n").strip()
    if not cleaned:
        raise ValidationError({"body": "Write a message first."})
    if len(cleaned) > MAX_BODY:
        raise ValidationError(
            {"body": f"The message has more than {MAX_BODY:,} characters. Attach it as a file."}
        )
    return cleaned


def checked_choice(field: str, value: str, choices: type[TextChoices]) -> str:
    if value not in choices.values:
        known = ", ".join(choices.values)
        raise ValidationError({field: f"“{value}” is not a {field}. Use one of: {known}."})
    return str(value)


def one_line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())


def storable(value: Any) -> Any:
    """JSON without NUL, which PostgreSQL refuses and browsers may send."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, dict):
        return {storable(key): storable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [storable(inner) for inner in value]
    return value
