"""An absence in words. Days are those of the reader's zone, which pages activate."""

from django.utils import timezone

from clew.core import clock
from clew.coverage.models import OutOfOffice


def until_words(row: OutOfOffice) -> str:
    """“Mon 30 Nov”; “14:30” on the last day."""
    here, now = timezone.localtime(row.ends_at), timezone.localtime(clock.now())
    if here.date() == now.date():
        return f"{here:%H:%M}"
    return f"{here:%a} {here.day} {here:%b}"


def away_words(row: OutOfOffice) -> str:
    """“Away until Mon 30 Nov, deputy Ada Quist”."""
    deputy = f", deputy {row.deputy}" if row.deputy else ""
    return f"Away until {until_words(row)}{deputy}"
