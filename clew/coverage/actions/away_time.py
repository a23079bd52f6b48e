"""Absences begin and end by themselves. These put it on record, for what follows from it.

Whether somebody is away never waits for this: that is asked of the clock.
"""

from django.db import transaction

from clew.core import clock
from clew.core.actors import SYSTEM
from clew.core.facts import record
from clew.coverage import away_facts as facts
from clew.coverage.actions.away import about
from clew.coverage.models import OutOfOffice


def notice_absences() -> int:
    """What began or ended since it was last asked; once each."""
    now, open_ones = clock.now(), OutOfOffice.objects.filter(over_at=None)
    begun = open_ones.filter(begun_at=None, starts_at__lte=now).values_list("pk", flat=True)
    done = sum(_begin(pk) for pk in begun)
    return done + sum(
        _end(pk) for pk in open_ones.filter(ends_at__lte=now).values_list("pk", flat=True)
    )


@transaction.atomic
def _begin(pk: int) -> bool:
    row = _locked(pk)
    if row is None or row.begun_at or row.starts_at > clock.now():
        return False
    row.begun_at = clock.now()
    row.save(update_fields=["begun_at"])
    record(facts.OutOfOfficeBegan(**about(row)), by=SYSTEM)
    return True


@transaction.atomic
def _end(pk: int) -> bool:
    row = _locked(pk)
    if row is None or row.over_at or row.ends_at > clock.now():
        return False
    row.over_at = clock.now()
    row.save(update_fields=["over_at"])
    record(facts.OutOfOfficeEnded(**about(row), early=False), by=SYSTEM)
    return True


def _locked(pk: int) -> OutOfOffice | None:
    rows = OutOfOffice.objects.select_for_update(of=("self",)).select_related("staff")
    return rows.filter(pk=pk).first()
