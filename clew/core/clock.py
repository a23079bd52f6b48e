"""The one clock. Everything time-driven asks it, so that tests and ``clew tick`` can move it."""

import os
from datetime import UTC, datetime, timedelta


def now() -> datetime:
    """The current instant in UTC, moved by ``CLEW_CLOCK_OFFSET`` seconds if that is set."""
    offset = os.environ.get("CLEW_CLOCK_OFFSET")
    instant = datetime.now(UTC)
    return instant + timedelta(seconds=float(offset)) if offset else instant
