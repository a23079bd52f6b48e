"""Moments as programs send them."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator


def in_utc(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


Instant = Annotated[datetime, AfterValidator(in_utc)]  # UTC, when no zone is given
