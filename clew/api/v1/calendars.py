"""Calendars: when the time of response targets counts."""

from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import transaction
from ninja import Router, Schema
from pydantic import Field

from clew.api.v1.idempotency import created
from clew.api.v1.tokens import TokenRequest, admins_only
from clew.core.actors import Actor
from clew.coverage.actions import calendar_days, calendars
from clew.coverage.models import Calendar
from clew.coverage.queries.calendars import calendar_json, calendar_named
from clew.coverage.queries.calendars import calendars as every_calendar

router = Router(tags=["calendars"])
MANAGE = "change calendars"
SLOTS = (
    'By weekday: `{"mon": [["09:00", "17:00"]]}`; a slot may be `{from, from_zone, to, to_zone}`'
)


class SpecialDayShape(Schema):
    name: str = ""
    slots: list[Any] = Field([], description="Empty: closed all day")


class CalendarShape(Schema):
    slug: str
    name: str
    description: str
    timezone: str
    weekly: dict[str, list[Any]] = Field(description=SLOTS)
    exceptions: dict[str, SpecialDayShape] = Field(description="By date, public holidays too")
    country: str = Field(description="Whose public holidays are kept up to date; empty: none")
    region: str
    active: bool = Field(description="False: retired, no longer offered")

    @classmethod
    def of(cls, calendar: Calendar) -> Self:
        known = calendar_json(calendar)
        plain = ("slug", "name", "description", "country", "region", "active")
        return cls(
            **{name: getattr(calendar, name) for name in plain},
            timezone=known["timezone"],
            weekly=known["weekly"],
            exceptions=known["exceptions"],
        )


class CalendarsPage(Schema):
    items: list[CalendarShape]
    next_cursor: None = None


class CalendarGiven(Schema):
    name: str
    timezone: str = Field(description="Such as Europe/London")
    weekly: dict[str, list[Any]] = Field({}, description=SLOTS)
    description: str = ""
    holidays: list[str] = Field([], description="Dates that are closed all day")
    exceptions: dict[str, SpecialDayShape | None] = Field(
        {}, description="By date; null takes a date out, which is then an ordinary day"
    )
    country: str = ""
    region: str = ""


class CalendarChanges(Schema):
    name: str | None = None
    timezone: str | None = None
    weekly: dict[str, list[Any]] | None = Field(None, description=SLOTS)
    description: str | None = None
    holidays: list[str] = Field([], description="Dates that are closed all day; others stay")
    exceptions: dict[str, SpecialDayShape | None] = Field(
        {}, description="By date; null takes a date out; others stay"
    )
    country: str | None = None
    region: str | None = None
    active: bool | None = Field(None, description="False retires it, unless a policy goes by it")


@router.get("/calendars", response=CalendarsPage)
def list_calendars(request: TokenRequest) -> CalendarsPage:  # noqa: ARG001  any token
    """Retired ones last. All on one page."""
    return CalendarsPage(items=[CalendarShape.of(each) for each in every_calendar()])


@router.post("/calendars", response={201: CalendarShape})
@created
def create_calendar(request: TokenRequest, given: CalendarGiven) -> CalendarShape:
    """Admin tokens only."""
    admins_only(request.auth, MANAGE)
    by = Actor.token(request.auth)
    words = calendars.CalendarGiven(given.name, given.timezone, given.weekly, given.description)
    with transaction.atomic():
        made = calendars.create_calendar(given=words, by=by)
        _put(made, given, by)
    return _shown(made.slug)


@router.get("/calendars/{slug}", response=CalendarShape)
def read_calendar(request: TokenRequest, slug: str) -> CalendarShape:  # noqa: ARG001  any token
    return _shown(slug)


@router.patch("/calendars/{slug}", response=CalendarShape)
def change_calendar(request: TokenRequest, slug: str, changes: CalendarChanges) -> CalendarShape:
    """Admin tokens only. What is left out stays."""
    admins_only(request.auth, MANAGE)
    by, calendar = Actor.token(request.auth), calendar_named(slug)
    kept = ("name", "timezone", "weekly", "description")
    known = {name: getattr(calendar, name.replace("timezone", "time_zone")) for name in kept}
    wanted = known | {key: value for key in kept if (value := getattr(changes, key)) is not None}
    words = calendars.CalendarGiven(
        wanted["name"], wanted["timezone"], wanted["weekly"], wanted["description"]
    )
    with transaction.atomic():
        calendars.change_calendar(calendar=calendar, given=words, by=by)
        _put(calendar, changes, by)
        if changes.active is not None:
            offer = calendars.restore_calendar if changes.active else calendars.retire_calendar
            offer(calendar=calendar, by=by)
    return _shown(slug)


def _put(calendar: Calendar, given: CalendarGiven | CalendarChanges, by: Actor) -> None:
    """Its country and its dates."""
    if given.country is not None or given.region is not None:
        country = calendar.country if given.country is None else given.country
        region = given.region if given.region is not None else _region(calendar, country)
        calendar_days.choose_holidays(calendar=calendar, country=country, region=region, by=by)
    for i, text in enumerate(given.holidays):
        day = _date(f"holidays[{i}]", text)
        calendar_days.put_day(calendar=calendar, day=day, name="", slots=[], by=by)
    for text, special in given.exceptions.items():
        _put_exception(calendar, text, special, by)


def _put_exception(
    calendar: Calendar, text: str, special: SpecialDayShape | None, by: Actor
) -> None:
    where = f"exceptions.{text}"
    day = _date(where, text)
    try:
        if special is None:
            calendar_days.take_out_day(calendar=calendar, day=day, by=by)
        else:
            calendar_days.put_day(calendar=calendar, day=day, by=by, **special.dict())
    except ValidationError as error:
        raise ValidationError({where: error.messages}) from None


def _region(calendar: Calendar, country: str) -> str:
    """That of another country is no region of this one."""
    return calendar.region if country == calendar.country else ""


def _date(where: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        words = "Give a date as year-month-day, such as 2026-12-25."
        raise ValidationError({where: words}) from None


def _shown(slug: str) -> CalendarShape:
    return CalendarShape.of(calendar_named(slug))
