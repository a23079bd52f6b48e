"""How one person wants to be told: on the screen, by mail at once or in a digest, when quiet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from clew.people.models import Digest, MailWhen, NotificationChoices, NotificationKind, Staff
from clew.people.working_hours import next_working, wall_time, zone_named


@dataclass(frozen=True)
class Wanted:
    in_app: bool = True
    mail: str = MailWhen.DIGEST


# What somebody said nothing about; what cannot wait for a digest goes at once.
AT_ONCE = Wanted(mail=MailWhen.AT_ONCE)
UNSAID = {
    NotificationKind.TARGET_WARNING: AT_ONCE,
    NotificationKind.TARGET_BREACHED: AT_ONCE,
    NotificationKind.ESCALATED: AT_ONCE,
    NotificationKind.BOUNCED: AT_ONCE,
}


@dataclass(frozen=True)
class Choices:
    kinds: Mapping[str, Wanted] = field(default_factory=dict)
    digest: str = Digest.DAILY
    digest_at: time = time(9)
    quiet: bool = True
    snippets: bool = True
    desktop: bool = False

    def wanted(self, kind: str) -> Wanted:
        return self.kinds.get(kind) or UNSAID.get(NotificationKind(kind), Wanted())

    def mail_due(self, staff: Staff, kind: str, at: datetime) -> datetime | None:
        """When a mail about something at ``at`` may go; None for no mail."""
        when = self.wanted(kind).mail
        if when == MailWhen.OFF:
            return None
        due = at if when == MailWhen.AT_ONCE else self._next_digest(staff, at)
        return self.not_before(staff, due)

    def not_before(self, staff: Staff, due: datetime) -> datetime:
        """``due``, or their next working moment when they want quiet outside of work."""
        return next_working(staff.working_hours, staff.time_zone, due) if self.quiet else due

    def _next_digest(self, staff: Staff, at: datetime) -> datetime:
        if self.digest == Digest.HOURLY:
            return at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        zone = zone_named(staff.time_zone)
        today = at.astimezone(zone).date()
        days = (today + timedelta(days=offset) for offset in range(3))
        return next(due for day in days if (due := wall_time(day, self.digest_at, zone)) > at)


def choices_of(staff: Staff) -> Choices:
    """What they chose, or the defaults. One statement."""
    row = NotificationChoices.objects.filter(staff=staff).first()
    if row is None:
        return Choices()
    return Choices(
        {kind: Wanted(**row.kinds[kind]) for kind in NotificationKind.values if kind in row.kinds},
        row.digest,
        row.digest_at,
        row.quiet,
        row.snippets,
        row.desktop,
    )


def save_choices(*, staff: Staff, choices: Choices) -> None:
    """Counts for what happens from now on."""
    kinds = {
        kind: {"in_app": each.in_app, "mail": each.mail} for kind, each in choices.kinds.items()
    }
    NotificationChoices.objects.update_or_create(
        staff=staff,
        defaults={
            "kinds": kinds,
            "digest": choices.digest,
            "digest_at": choices.digest_at,
            "quiet": choices.quiet,
            "snippets": choices.snippets,
            "desktop": choices.desktop,
        },
    )
