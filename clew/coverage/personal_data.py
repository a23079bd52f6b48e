"""Which fields of coverage say something about a person."""

from clew.core.personal_data import register
from clew.coverage.models import OutOfOffice

register.declare(
    OutOfOffice,
    personal="staff starts_at ends_at deputy note days_back by_name",
    other="id tickets created_at begun_at over_at",
)
