"""JSON that PostgreSQL can keep."""

from typing import Any

import orjson


def storable_json(value: Any) -> str:
    """JSON text for a jsonb column, which holds every character except NUL."""
    text = orjson.dumps(value).decode()
    if "\\u0000" in text:
        text = orjson.dumps(_without_nul(value)).decode()
    return text


def storable_text(value: str, limit: int) -> str:
    return value.replace("\x00", "")[:limit]


def _without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, list):
        return [_without_nul(item) for item in value]
    if isinstance(value, dict):
        return {_without_nul(key): _without_nul(item) for key, item in value.items()}
    return value
