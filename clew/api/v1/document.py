"""The OpenAPI document: what every operation answers when it refuses, beside what it answers."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "type": "object",
    "description": "RFC 9457. Why it was refused, and what to do.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
    "example": {
        "type": "about:blank",
        "title": "Unprocessable Entity",
        "status": 422,
        "detail": "severity: “awful” is none of critical, high, medium, low.",
        "errors": [
            {
                "field": "severity",
                "message": "severity: “awful” is none of critical, high, medium, low.",
            }
        ],
    },
}
REFUSED: dict[str, Any] = {
    "description": "A problem: 400, 401, 403, 404, 405, 409, 413, 422 or 429",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


class DocumentedAPI(NinjaAPI):
    def get_openapi_schema(self, **asked: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**asked)
        document["components"].setdefault("schemas", {})["Problem"] = PROBLEM
        for operations in document["paths"].values():
            for operation in operations.values():
                operation["responses"].setdefault("default", REFUSED)
        return document
