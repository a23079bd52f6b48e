"""``clew sql``: whoever holds the data directory asks, and is told in words what is wrong."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from clew.analytics.sql.refusing import QueryRefused
from clew.analytics.sql.running import run_for_operator
from clew.people.queries import default_environment, environment_named


def asked_by_operator(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The result as JSON holds it, or ``{"refused": why}``."""
    called = str(asked.get("environment") or "")
    environment = environment_named(called) if called else default_environment()
    if environment is None:
        return {"refused": f"There is no environment “{called}”."}
    text, limit = str(asked.get("query") or ""), asked.get("limit")
    try:
        result = run_for_operator(
            text, environment=environment, limit=int(limit) if limit is not None else None
        )
    except QueryRefused as refusal:
        return {"refused": _said(refusal, text)}
    return asdict(result)


def _said(refusal: QueryRefused, text: str) -> str:
    """With the line it speaks of, and the place underlined."""
    words = f"{refusal.message}. {refusal.hint}".strip()
    if not refusal.line:
        return words
    line = text.split("\n")[refusal.line - 1]
    start = max(0, refusal.column - 60)
    under = " " * (refusal.column - 1 - start) + "^" * min(refusal.length, 60)
    return (
        f"{words}\nline {refusal.line}, column {refusal.column}:\n  {line[start:][:120]}\n  {under}"
    )
