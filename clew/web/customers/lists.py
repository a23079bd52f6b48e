"""Errors by kind, LLM traces and tickets of a customer, a page at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from clew.events import queries as events
from clew.events.records import ErrorGroup, LlmTrace
from clew.people.requests import StaffRequest
from clew.web.customers.exceptions import Exceptions
from clew.web.customers.exchanges import question
from clew.web.customers.subject import Subject
from clew.web.customers.text import clean
from clew.web.customers.wording.ai import money, seconds
from clew.web.insights.addresses import error_path

ROWS = 25


@dataclass(frozen=True, slots=True)
class ErrorRow:
    title: str
    value: str
    where: str
    times: int
    people: int
    first_at: datetime
    last_at: datetime
    uuid: UUID
    everybody_url: str  # the error's own page


def errors(request: StaffRequest, subject: Subject) -> dict[str, Any]:
    skip = _skip(request)
    found = events.errors_grouped(subject.whose, limit=ROWS + 1, skip=skip)
    return _listed("errors", request, subject, found, [_error(one) for one in found[:ROWS]])


def _error(one: ErrorGroup) -> ErrorRow:
    caught = Exceptions.of(one.latest_properties).caught
    return ErrorRow(
        clean(one.type, 120) or caught.type, clean(one.value, 300) or caught.value, caught.where,
        one.times, one.people, one.first_at, one.last_at, one.latest_uuid,
        error_path(one.fingerprint),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class TraceRow:
    id: str
    title: str
    sub: str
    failures: int
    at: datetime


def traces(request: StaffRequest, subject: Subject) -> dict[str, Any]:
    skip = _skip(request)
    found = events.llm_traces(subject.whose, limit=ROWS + 1, skip=skip)
    return _listed("traces", request, subject, found, [_trace(one) for one in found[:ROWS]])


def _trace(one: LlmTrace) -> TraceRow:
    asked = question(one.latest_properties)
    tokens = one.input_tokens + one.output_tokens
    parts = [
        ", ".join(clean(model, 40) for model in one.models[:3]),
        f"{one.generations} answer{'' if one.generations == 1 else 's'}",
        f"{tokens:,} tokens ({one.input_tokens:,} in, {one.output_tokens:,} out)" if tokens else "",
        money(one.cost_usd),
        f"{seconds(one.latency_seconds)} in the model" if one.latency_seconds else "",
    ]
    title = f"“{asked}”" if asked else f"Trace {clean(one.trace_id, 60)}"
    sub = " · ".join(part for part in parts if part)
    return TraceRow(one.trace_id, title, sub, one.failures, one.last_at)


def _listed(
    part: str, request: StaffRequest, subject: Subject, found: list[Any], rows: list[Any]
) -> dict[str, Any]:
    skip = _skip(request)
    more = f"{subject.urls[part]}?skip={skip + ROWS}" if len(found) > ROWS else ""
    return {"subject": subject, part: rows, "is_first_page": not skip, "next_url": more}


def tickets(request: StaffRequest, subject: Subject) -> dict[str, Any]:
    skip = _skip(request)
    found = list(subject.tickets_for(request.user)[skip : skip + ROWS + 1])
    return _listed("tickets", request, subject, found, found[:ROWS])


def _skip(request: StaffRequest) -> int:
    text = request.GET.get("skip", "")
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 6 else 0  # noqa: PLR2004
