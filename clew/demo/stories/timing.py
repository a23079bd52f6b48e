"""When each message of a story was written: staff sleep, weekends pass, nothing lies ahead."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from clew.demo.company.staff import staff_named
from clew.demo.edition import FRIDAY, Edition, dice
from clew.demo.stories.reading import Story, Told, duration

MORNING, EVENING = 8, 18  # local hours in which staff answer
RECENT = timedelta(days=2)  # stories this young are told as they are, without waiting for Monday


@dataclass(frozen=True, slots=True)
class Timed:
    told: Told
    at: datetime


def opened_at(edition: Edition, story: Story) -> datetime:
    seconds = timedelta(seconds=dice("seconds", story.subject).randrange(60))
    if story.is_fresh:
        return edition.until - duration(story.opened) + seconds
    day, _, clock = story.opened.partition(" ")
    begin = edition.incident_day if day == "incident" else edition.day(int(day))
    hours, _, minutes = clock.partition(":")
    return begin + timedelta(hours=int(hours), minutes=int(minutes)) + seconds


def timed(edition: Edition, story: Story) -> list[Timed]:
    """The messages with their times, strictly one after another and before ``until``."""
    at = opened_at(edition, story)
    found: list[Timed] = []
    left = len(story.messages)
    for told in story.messages:
        at += told.after + timedelta(seconds=dice(told.body).randrange(5, 55))
        if told.before_now:
            at = max(at, edition.until - told.before_now)
        elif not told.from_customer and edition.until - at > RECENT:
            at = _in_working_hours(at, ZoneInfo(staff_named(told.by).time_zone))
        at = min(at, edition.until - timedelta(minutes=left))
        left -= 1
        found.append(Timed(told, at))
    return found


def _in_working_hours(at: datetime, zone: ZoneInfo) -> datetime:
    """This moment, or the next working morning a while after eight."""
    local = at.astimezone(zone)
    if local.weekday() <= FRIDAY and MORNING <= local.hour < EVENING:
        return at
    morning = local.replace(hour=MORNING, minute=5 + local.minute // 2)
    while morning <= local or morning.weekday() > FRIDAY:
        morning += timedelta(days=1)
    return morning.astimezone(at.tzinfo)
