"""The one clock. Everything time-driven asks it, so that tests and ``clew tick`` can move it."""

import contextlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db.models import Q

APART = timedelta(minutes=1)  # who looked a moment earlier must not take what was just leased
# Process-wide, not per thread: a moved clock moves the jobs it sets off as well.
_offset = timedelta(seconds=float(os.environ.get("CLEW_CLOCK_OFFSET", "0")))


def now() -> datetime:
    """The current instant in UTC, moved by ``CLEW_CLOCK_OFFSET`` seconds if that is set."""
    return datetime.now(UTC) + _offset


def is_over(field: str, longest: timedelta) -> Q:
    """The instant in this field has passed, or is further ahead than it was ever meant to be.

    Then the clock was ahead when it was written, and set back since: nobody waits a year for that.
    """
    at = now()
    return Q(**{f"{field}__lte": at}) | Q(**{f"{field}__gt": at + longest + APART})


@contextlib.contextmanager
def moved_to(instant: datetime | None) -> Iterator[None]:
    """Everything inside happens as of ``instant``; None leaves the clock alone."""
    global _offset  # noqa: PLW0603  there is one clock
    before = _offset
    if instant is not None:
        aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
        _offset = aware - datetime.now(UTC)
    try:
        yield
    finally:
        _offset = before
