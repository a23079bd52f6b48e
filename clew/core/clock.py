"""The one clock. Everything time-driven asks it, so that tests and ``clew tick`` can move it."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from clew.core.given import number

# Process-wide, not per thread: a moved clock moves the jobs it sets off as well.
_offset = timedelta(seconds=number("CLEW_CLOCK_OFFSET"))


def now() -> datetime:
    """The current instant in UTC, moved by ``CLEW_CLOCK_OFFSET`` seconds if that is set."""
    return datetime.now(UTC) + _offset


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
