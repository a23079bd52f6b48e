"""Making and changing calendars. What a promise was made by is in the policies' versions."""

from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from clew.core import clock, facts
from clew.core.actors import Actor
from clew.coverage.calendar_facts import CalendarChanged, TeamCalendarChanged
from clew.coverage.hours import hours_from_json, to_json
from clew.coverage.models import Calendar, CalendarDay, TeamCalendar
from clew.coverage.uses import uses_of
from clew.people.models import Team

MAX_NAME = 80
ADDRESSES = {"new", "preview", "regions"}  # pages beside those of calendars
WORDS = {"time_zone": "time zone", "weekly": "opening times"}  # other fields are their own


@dataclass(frozen=True)
class CalendarGiven:
    """What an admin says of a calendar; ``weekly`` as in ``clew.coverage.hours``."""

    name: str
    time_zone: str
    weekly: dict[str, Any] = field(default_factory=dict)
    description: str = ""

    def checked(self) -> "CalendarGiven":
        """Raises ValidationError by field."""
        wrong: dict[str, Any] = {}
        name = one_line(self.name)
        if not name or len(name) > MAX_NAME:
            wrong["name"] = f"Give the calendar a name of at most {MAX_NAME} characters."
        try:
            found = hours_from_json({"timezone": self.time_zone, "weekly": self.weekly})
        except ValidationError as error:
            raise ValidationError({**wrong, **error.message_dict}) from None
        if wrong:
            raise ValidationError(wrong)
        said = one_line(self.description)[:300]
        return replace(self, name=name, weekly=to_json(found)["weekly"], description=said)


def create_calendar(*, given: CalendarGiven, by: Actor) -> Calendar:
    """Raises ValidationError; its slug is made from its name and stays."""
    clean = given.checked()
    with transaction.atomic():
        _refuse_taken(clean.name)
        now = clock.now()
        calendar = Calendar.objects.create(
            slug=_slug(clean.name), created_at=now, changed_at=now, **vars(clean)
        )
        changed(calendar, ["created"], by)
    return calendar


def change_calendar(*, calendar: Calendar, given: CalendarGiven, by: Actor) -> bool:
    clean = given.checked()
    with transaction.atomic():
        locked = Calendar.objects.select_for_update().get(pk=calendar.pk)
        wanted = vars(clean)
        names = [name for name, value in wanted.items() if getattr(locked, name) != value]
        if not names:
            return False
        _refuse_taken(clean.name, but=locked)
        for name in names:
            setattr(locked, name, wanted[name])
            setattr(calendar, name, wanted[name])
        locked.save(update_fields=names)
        changed(locked, [WORDS.get(name, name) for name in names], by)
    return True


def copy_calendar(*, calendar: Calendar, name: str, by: Actor) -> Calendar:
    """With its days, and as current as they are. Teams and policies stay with the first."""
    given = CalendarGiven(name, calendar.time_zone, calendar.weekly, calendar.description)
    with transaction.atomic():
        made = create_calendar(given=given, by=by)
        made.country, made.region = calendar.country, calendar.region
        made.save(update_fields=["country", "region"])
        days = list(calendar.days.all())
        for day in days:
            day.pk, day.calendar = None, made
        CalendarDay.objects.bulk_create(days)
    return made


def retire_calendar(*, calendar: Calendar, by: Actor) -> bool:
    """No longer offered. Raises ValidationError while a policy or a team goes by it."""
    teams = TeamCalendar.objects.filter(calendar=calendar).values_list("team__name", flat=True)
    users = [*uses_of(calendar.slug), *(f"the team {name}" for name in teams)]
    if users:
        verb = "goes" if len(users) == 1 else "go"
        raise ValidationError(
            f"{calendar} cannot be retired: {', '.join(users)} {verb} by it."
            " Choose another calendar there first."
        )
    return _offer(calendar, offered=False, by=by)


def restore_calendar(*, calendar: Calendar, by: Actor) -> bool:
    return _offer(calendar, offered=True, by=by)


@transaction.atomic
def give_team_calendar(*, team: Team, calendar: Calendar | None, by: Actor) -> bool:
    """None: it has no business hours of its own."""
    own = TeamCalendar.objects.filter(team=team).select_related("calendar").first()
    before = own.calendar if own else None
    if before == calendar:
        return False
    if calendar is None:
        TeamCalendar.objects.filter(team=team).delete()
    elif not calendar.active:
        raise ValidationError({"calendar": f"{calendar} is retired. Restore it first."})
    else:
        TeamCalendar.objects.update_or_create(team=team, defaults={"calendar": calendar})
    names = {"before": str(before or ""), "after": str(calendar or "")}
    fact = TeamCalendarChanged(team_id=team.pk, team_name=team.name, **names)
    facts.record(fact, by=by)
    return True


def changed(calendar: Calendar, what: list[str], by: Actor) -> None:
    """Inside the caller's transaction: notes the time and records the fact."""
    calendar.changed_at = clock.now()
    calendar.save(update_fields=["changed_at"])
    fact = CalendarChanged(slug=calendar.slug, calendar=calendar.name, changed=what)
    facts.record(fact, by=by)


def one_line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())


def _offer(calendar: Calendar, *, offered: bool, by: Actor) -> bool:
    if calendar.active == offered:
        return False
    with transaction.atomic():
        calendar.active = offered
        calendar.save(update_fields=["active"])
        changed(calendar, ["restored" if offered else "retired"], by)
    return True


def _refuse_taken(name: str, but: Calendar | None = None) -> None:
    same = Calendar.objects.filter(name__iexact=name)
    if (same.exclude(pk=but.pk) if but else same).exists():
        words = f"There is a calendar “{name}” already. Choose another name."
        raise ValidationError({"name": words})


def _slug(name: str) -> str:
    start = slugify(name)[:70] or "calendar"
    tries = (f"{start}-{n}" if n else start for n in count())
    taken = {
        *ADDRESSES,
        *Calendar.objects.filter(slug__startswith=start).values_list("slug", flat=True),
    }
    return next(each for each in tries if each not in taken)
