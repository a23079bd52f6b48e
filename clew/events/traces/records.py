"""What reads of traces are asked, and what they give back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class TraceOrder(StrEnum):
    LAST = "last"
    COST = "cost"
    TOKENS = "tokens"
    LATENCY = "latency"
    FAILURES = "failures"


@dataclass(frozen=True, slots=True)
class TracesAsked:
    """``distinct_ids`` and ``account_keys`` keep only theirs; None keeps everybody's."""

    environment_id: int
    since: datetime
    account_index: int | None = None
    account_keys: Sequence[str] | None = None
    distinct_ids: Sequence[str] | None = None
    failed_only: bool = False
    model: str = ""
    min_cost: float | None = None  # dollars
    order: TraceOrder = TraceOrder.LAST


@dataclass(frozen=True, slots=True)
class ListedTrace:
    """``cost`` is None when no event said what it cost; ``latest`` is of its last answer."""

    trace_id: str
    first_at: datetime
    last_at: datetime
    person_id: UUID
    distinct_id: str
    account: str
    models: list[str]
    generations: int
    input_tokens: int
    output_tokens: int
    cost: float | None
    latency: float  # seconds in models
    failures: int
    latest: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TracePage:
    traces: list[ListedTrace]
    total: int
