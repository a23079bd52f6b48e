"""Noting when nobody covers a group in a region, and telling the leads once."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from clew.core import clock, facts
from clew.core.actors import SYSTEM
from clew.people.models import NotificationKind, Role, Staff
from clew.people.notifications import notify
from clew.routing.models import CoverageGap, Sme
from clew.routing.ownership_facts import CoverageGapBegan, CoverageGapEnded
from clew.routing.queries.gaps import Cover, gaps

URL = "/settings/ownership/gaps"


def note_gaps() -> None:
    """Safe at any time and twice. Says nothing before the first SME is chosen."""
    if not Sme.objects.exists():
        return
    now = clock.now()
    found = {(gap.group.pk, gap.region.pk): gap for gap in gaps(now)}
    begun = _begin(found, now)
    _end(found, now)
    if begun:
        _tell(begun, now)


def _begin(found: dict[tuple[int, int], Cover], now: datetime) -> list[Cover]:
    begun = []
    for gap in found.values():
        with transaction.atomic():
            _, new = CoverageGap.objects.get_or_create(
                group=gap.group,
                region=gap.region,
                ended_at=None,
                defaults={"reason": gap.reason, "began_at": now},
            )
            if new:
                fact = CoverageGapBegan(
                    group=gap.group.name, region=gap.region.name, reason=gap.reason
                )
                facts.record(fact, by=SYSTEM)
                begun.append(gap)
    return begun


def _end(found: dict[tuple[int, int], Cover], now: datetime) -> None:
    for row in CoverageGap.objects.filter(ended_at=None).select_related("group", "region"):
        if (row.group_id, row.region_id) in found:
            continue
        with transaction.atomic():
            row.ended_at = now
            row.save(update_fields=["ended_at"])
            fact = CoverageGapEnded(group=row.group.name, region=row.region.name)
            facts.record(fact, by=SYSTEM)


def _tell(begun: list[Cover], now: datetime) -> None:
    """The same gap at most once a day; several at once are one line."""
    first, more = begun[0].words, len(begun) - 1
    text = f"{first}, and {more} more" if more else first
    key = "/".join(f"{gap.group.pk}-{gap.region.pk}" for gap in begun)[:60]
    for lead in _leads():
        notify(
            staff=lead,
            kind=NotificationKind.COVERAGE_GAP,
            subject="coverage-gaps",
            text=text,
            url=URL,
            at=now,
            by=SYSTEM,
            key=f"{now.date()}/{key}",
        )


def _leads() -> Iterable[Staff]:
    """Without leads, those who stand above them."""
    people = Staff.objects.filter(is_active=True)
    leads = people.filter(role=Role.LEAD)
    return leads if leads.exists() else people.filter(role__in=[Role.OWNER, Role.ADMIN])
