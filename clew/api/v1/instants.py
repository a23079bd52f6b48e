"""Moments as programs send them."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator


def in_utc(at: datetime) -> datetime:
    """Of any zone, UTC when none is given. PostgreSQL takes fewer zones than ISO 8601 can say."""
    try:
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except OverflowError:
        raise ValueError("This instant is before the year 1 or after 9999.") from None


Instant = Annotated[datetime, AfterValidator(in_utc)]
