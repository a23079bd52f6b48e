"""What came of attempts to send, written together: rows, and the facts that tell of them."""

import time
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

from django.db import transaction

from clew.core import facts
from clew.core.actors import SYSTEM
from clew.core.bulk import arrays, fetch
from clew.tickets.actions.deliveries import record_delivery
from clew.tickets.models import Delivery

WITHIN = 0.1  # seconds; what a killed process had sent in them is sent again, with the same id
# Unless somebody else marked it as sent while our lease was over.
MARK = """
UPDATE tickets_delivery AS row
SET state = new.state, error = new.error, leased_until = NULL,
    sent_at = coalesce(new.sent_at, row.sent_at),
    next_attempt_at = coalesce(new.next_attempt_at, row.next_attempt_at)
FROM unnest(%b::bigint[], %b::text[], %b::text[], %b::timestamptz[], %b::timestamptz[])
    AS new (id, state, error, sent_at, next_attempt_at)
WHERE row.id = new.id AND row.state <> 'sent'
RETURNING row.id
"""


@dataclass(frozen=True)
class Outcome:
    delivery: Delivery
    state: str
    error: str = ""
    sent_at: datetime | None = None
    next_attempt_at: datetime | None = None


class Outcomes:
    """Writes at its end, and before that what has waited for long enough."""

    def __init__(self) -> None:
        self._waiting: list[Outcome] = []
        self._first = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._write()

    def add(self, outcome: Outcome) -> None:
        if not self._waiting:
            self._first = time.monotonic()
        self._waiting.append(outcome)
        if time.monotonic() - self._first >= WITHIN:
            self._write()

    def _write(self) -> None:
        told, self._waiting = self._waiting, []
        if not told:
            return
        with transaction.atomic(), facts.batched(few=True):
            marked = {pk for (pk,) in fetch(MARK, arrays(map(_row, told)))}
            for each in told:
                if each.delivery.pk in marked:
                    _tell(each)


def _row(outcome: Outcome) -> tuple[int, str, str, datetime | None, datetime | None]:
    error, sent_at = outcome.error[:2000], outcome.sent_at
    return outcome.delivery.pk, outcome.state, error, sent_at, outcome.next_attempt_at


def _tell(outcome: Outcome) -> None:
    delivery = outcome.delivery
    delivery.state, delivery.error = outcome.state, outcome.error[:2000]
    delivery.leased_until = None
    delivery.sent_at = outcome.sent_at or delivery.sent_at
    delivery.next_attempt_at = outcome.next_attempt_at or delivery.next_attempt_at
    record_delivery(delivery, by=SYSTEM)
