"""What the status menu sends, and the mornings it offers for waking up."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from clew.core import clock
from clew.tickets.models import Status

MORNING = time(8)  # of the viewer: when a ticket comes back on a day


class WakeUpField(forms.Field):
    """A day, which means its morning here, or an instant."""

    widget = forms.DateInput

    def clean(self, value: Any) -> datetime | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            day = parse_date(text)
            moment = None if day else parse_datetime(text)  # which reads a day as its midnight
        except ValueError:
            day, moment = None, None
        if day is not None:
            return morning_of(day)
        if moment is None:
            raise ValidationError("Choose the day on which the ticket wakes up.")
        return in_utc(moment)


class MoveForm(forms.Form):
    """``wake`` is one of the offered days, ``hold_until`` any other."""

    status = forms.ChoiceField(choices=Status.choices)
    wake = WakeUpField(required=False)
    hold_until = WakeUpField(required=False)
    reason = forms.CharField(max_length=200, required=False)
    undo = forms.BooleanField(required=False)

    @property
    def until(self) -> datetime | None:
        found: datetime | None = self.cleaned_data["wake"] or self.cleaned_data["hold_until"]
        return found


@dataclass(frozen=True)
class WakeUps:
    """Days offered for waking up, and the earliest that may be chosen."""

    offered: list[tuple[str, date]]
    first: date


def wake_ups() -> WakeUps:
    today = timezone.localtime(clock.now()).date()
    monday = today + timedelta(days=7 - today.weekday())
    offered = [
        ("Tomorrow", today + timedelta(days=1)),
        ("In 3 days", today + timedelta(days=3)),
        ("Next week", monday if monday - today > timedelta(days=3) else monday + timedelta(days=7)),
    ]
    return WakeUps(offered, offered[0][1])


def morning_of(day: date) -> datetime:
    return in_utc(datetime.combine(day, MORNING))


def in_utc(moment: datetime) -> datetime:
    """A wall time is the viewer's."""
    aware = moment if moment.tzinfo else timezone.make_aware(moment)
    return aware.astimezone(UTC)
