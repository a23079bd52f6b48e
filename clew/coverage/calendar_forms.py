"""What the pages of calendars send. Rules are in the actions and in ``hours``."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from clew.coverage.actions.calendars import MAX_NAME, CalendarGiven
from clew.coverage.hours import WEEKDAYS
from clew.coverage.hours.closing import NAMES
from clew.coverage.hours.reading import FIRST_YEAR, LAST_YEAR, zones
from clew.coverage.models import Calendar
from clew.coverage.public_holidays import countries, regions
from clew.coverage.slot_words import slots_from_words, slots_in_words
from clew.people.models import Team
from clew.people.staff_queries import team_choices

YEARS = range(FIRST_YEAR, LAST_YEAR)  # that are drawn
OFFICE = ["09:00", "17:00"]
LONGEST = 300  # characters of a day
NO_HOLIDAYS = [("", "No public holidays")]
WHOLE_COUNTRY = [("", "The whole country")]


class SlotsField(forms.CharField):
    """Times as typed; JSON as cleaned."""

    def clean(self, value: Any) -> list[Any]:
        return slots_from_words(super().clean(value))


def _text(**attributes: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "input", "autocomplete": "off", **attributes})


def _slots(label: str) -> SlotsField:
    widget = _text(placeholder="Closed", spellcheck="false")
    return SlotsField(label=label, max_length=LONGEST, required=False, widget=widget)


class CalendarForm(forms.Form):
    name = forms.CharField(max_length=MAX_NAME, widget=_text())
    description = forms.CharField(
        max_length=300, required=False, widget=_text(), help_text="When to choose it."
    )
    time_zone = forms.CharField(
        label="Time zone", max_length=64, initial="UTC", widget=_text(list="zones")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day, label in zip(WEEKDAYS, NAMES, strict=True):
            self.fields[day] = _slots(label)

    @classmethod
    def of(cls, calendar: Calendar, data: Any = None) -> "CalendarForm":
        days = {day: slots_in_words(slots) for day, slots in calendar.weekly.items()}
        known = {name: getattr(calendar, name) for name in ("name", "description", "time_zone")}
        return cls(data, initial={**known, **days})

    @classmethod
    def new(cls, zone: str, data: Any = None) -> "CalendarForm":
        """Most calendars are the office hours of whoever makes them, or nearly."""
        days = dict.fromkeys(WEEKDAYS[:5], slots_in_words([OFFICE]))
        return cls(data, initial={"time_zone": zone, **days})

    def clean_time_zone(self) -> str:
        """As it is called, or nearly: “america/new york”."""
        wanted = self.cleaned_data["time_zone"].strip().replace(" ", "_").lower()
        found = next((name for name in zones() if name.lower() == wanted), None)
        if found is None:
            raise ValidationError("Choose a zone of the list, such as Europe/Oslo.")
        return found

    @property
    def days(self) -> Iterator[BoundField]:
        return (self[day] for day in WEEKDAYS)

    @property
    def given(self) -> CalendarGiven:
        """Of what could be read so far: a day with a mistake is closed."""
        clean = self.cleaned_data
        return CalendarGiven(
            name=clean.get("name", ""),
            description=clean.get("description", ""),
            time_zone=clean.get("time_zone", "UTC"),
            weekly={day: slots for day in WEEKDAYS if (slots := clean.get(day))},
        )


class DayForm(forms.Form):
    day = forms.DateField(label="Date", widget=forms.DateInput(attrs={"type": "date"}))
    name = forms.CharField(max_length=120, required=False, widget=_text())
    slots = SlotsField(
        label="Open, or empty for closed",
        max_length=LONGEST,
        required=False,
        widget=_text(placeholder="Closed all day", spellcheck="false"),
    )


class HolidaysForm(forms.Form):
    country = forms.ChoiceField(required=False)
    region = forms.CharField(required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [*NO_HOLIDAYS, *countries().items()]  # type: ignore[attr-defined]

    @property
    def regions(self) -> list[tuple[str, str]]:
        found = regions(self["country"].value() or "")
        return [*WHOLE_COUNTRY, *found.items()] if found else []


class CopyForm(forms.Form):
    name = forms.CharField(label="Name of the copy", max_length=MAX_NAME, widget=_text())


class TeamsForm(forms.Form):
    teams = forms.ModelMultipleChoiceField(queryset=Team.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["teams"].queryset = team_choices()  # type: ignore[attr-defined]


class PreviewForm(forms.Form):
    """What the drawing beside the editor is asked; what cannot be read is as if it were empty."""

    preview_start = forms.DateTimeField(required=False)
    preview_hours = forms.FloatField(required=False, min_value=0, max_value=100_000)
    preview_week = forms.DateField(required=False)
    preview_clock = forms.CharField(required=False, max_length=8)
    preview_of = forms.SlugField(required=False, max_length=80)

    def clean_preview_start(self) -> datetime | None:
        start: datetime | None = self.cleaned_data["preview_start"]
        return start if start and start.year in YEARS else None

    def clean_preview_week(self) -> date | None:
        week: date | None = self.cleaned_data["preview_week"]
        return week if week and week.year in YEARS else None
