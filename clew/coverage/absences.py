"""What may be entered as an absence."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError

from clew.core import clock
from clew.coverage.away_words import until_words
from clew.coverage.models import HandOver, OutOfOffice
from clew.people.models import Staff

LONGEST = timedelta(days=366)
AHEAD = timedelta(days=5 * 366)


@dataclass(frozen=True, kw_only=True)
class Absence:
    """What is asked for. ``ends_at`` is the first moment they are here again."""

    starts_at: datetime
    ends_at: datetime
    deputy: Staff | None = None
    note: str = ""
    tickets: str = HandOver.ON_REPLY


def check_absence(staff: Staff, absence: Absence, but: OutOfOffice | None = None) -> None:
    """Raises ValidationError by field. ``but`` is the one that is being changed."""
    wrong: dict[str, str] = {}
    if absence.ends_at <= max(absence.starts_at, clock.now()):
        wrong["ends_at"] = "Choose an end after the start, and after now."
    elif absence.ends_at - absence.starts_at > LONGEST:
        wrong["ends_at"] = "A year is the longest. Somebody gone for longer is deactivated."
    elif absence.starts_at - clock.now() > AHEAD:
        wrong["starts_at"] = "Choose a start within the next five years."
    if absence.deputy and absence.deputy.pk == staff.pk:
        wrong["deputy"] = "A deputy is somebody else."
    elif absence.deputy and not (absence.deputy.is_active and absence.deputy.can_reply_publicly):
        wrong["deputy"] = f"{absence.deputy} cannot answer customers. Choose an agent."
    if absence.tickets not in HandOver.values:
        wrong["tickets"] = "Choose what becomes of their tickets."
    others = OutOfOffice.objects.filter(
        staff=staff, starts_at__lt=absence.ends_at, ends_at__gt=absence.starts_at
    ).exclude(pk=but.pk if but else 0)
    if not wrong and (other := others.select_related("staff").first()):
        wrong["starts_at"] = f"{staff} is away until {until_words(other)} already. Change that one."
    if wrong:
        raise ValidationError(wrong)
